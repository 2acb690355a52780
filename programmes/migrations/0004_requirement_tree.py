"""The requirement tree: one document in a draft; groups, items, needs and stages as rows of a version."""

import django.db.models.deletion
import programmes.fields
import programmes.rules.tree
from django.db import migrations, models

from kernel.database import append_only

ONE_VERSION = """
CREATE FUNCTION leadership_requirement_has_parent_of_its_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.parent_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM leadership_programmes_requirement above
        WHERE above.id = NEW.parent_id AND above.version_id = NEW.version_id AND above.kind <> 'item'
    ) THEN
        RAISE EXCEPTION 'requirement_parent: a requirement stands in a group of its own version'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION leadership_requirement_needs_its_own_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT version_id FROM leadership_programmes_requirement WHERE id = NEW.requirement_id)
        <> (SELECT version_id FROM leadership_programmes_requirement WHERE id = NEW.needs_id)
    THEN
        RAISE EXCEPTION 'requirement_need: what a requirement needs is in its own version'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER one_version BEFORE INSERT ON leadership_programmes_requirement
    FOR EACH ROW EXECUTE FUNCTION leadership_requirement_has_parent_of_its_version();
CREATE TRIGGER one_version BEFORE INSERT ON leadership_programmes_requirementneed
    FOR EACH ROW EXECUTE FUNCTION leadership_requirement_needs_its_own_version();
"""
ANY_VERSION = """
DROP TRIGGER IF EXISTS one_version ON leadership_programmes_requirement;
DROP TRIGGER IF EXISTS one_version ON leadership_programmes_requirementneed;
DROP FUNCTION IF EXISTS leadership_requirement_has_parent_of_its_version();
DROP FUNCTION IF EXISTS leadership_requirement_needs_its_own_version();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('leadership_programmes', '0003_programme_designers'),
    ]

    operations = [
        migrations.CreateModel(
            name='RequirementNeed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ],
        ),
        migrations.CreateModel(
            name='RequirementStage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('stage', models.CharField(choices=[('undergraduate', 'Undergraduate'), ('postgraduate', 'Postgraduate'), ('continuing', 'Continuing practice')], max_length=20)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='requirement',
            name='requirement_leaf_has_module',
        ),
        migrations.RemoveConstraint(
            model_name='requirement',
            name='requirement_at_least_has_number',
        ),
        migrations.RenameField(
            model_name='programmetext',
            old_name='part_titles',
            new_name='titles',
        ),
        migrations.RemoveField(
            model_name='programme',
            name='parts',
        ),
        migrations.AddField(
            model_name='programme',
            name='tree',
            field=programmes.fields.TreeField(default=programmes.rules.tree.empty_tree, verbose_name='requirements'),
        ),
        migrations.AddField(
            model_name='requirement',
            name='credits',
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='requirement',
            name='delay_days',
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='requirement',
            name='details',
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AddField(
            model_name='requirement',
            name='item_type',
            field=models.CharField(blank=True, default='', max_length=40),
        ),
        migrations.AddField(
            model_name='requirement',
            name='opens_after_days',
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='requirement',
            name='opens_on',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='requirement',
            name='points',
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='requirement',
            name='points_needed',
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='requirement',
            name='programme_key',
            field=models.UUIDField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name='requirement',
            name='kind',
            field=models.CharField(choices=[('all', 'all of'), ('at_least', 'at least'), ('points', 'points'), ('item', 'item')], max_length=20),
        ),
        migrations.AddConstraint(
            model_name='requirement',
            constraint=models.UniqueConstraint(condition=models.Q(('parent__isnull', True)), fields=('version',), name='requirement_one_root'),
        ),
        migrations.AddConstraint(
            model_name='requirement',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['all', 'at_least', 'points', 'item'])), name='requirement_kind'),
        ),
        migrations.AddConstraint(
            model_name='requirement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'item'), models.Q(('item_type', ''), _negated=True)), models.Q(models.Q(('kind', 'item'), _negated=True), ('item_type', '')), _connector='OR'), name='requirement_item_has_type'),
        ),
        migrations.AddConstraint(
            model_name='requirement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('item_type', 'module'), ('module_version__isnull', False)), models.Q(models.Q(('item_type', 'module'), _negated=True), ('module_version__isnull', True)), _connector='OR'), name='requirement_module_is_pinned'),
        ),
        migrations.AddConstraint(
            model_name='requirement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('item_type', 'programme'), ('programme_key__isnull', False)), models.Q(models.Q(('item_type', 'programme'), _negated=True), ('programme_key__isnull', True)), _connector='OR'), name='requirement_programme_is_named'),
        ),
        migrations.AddConstraint(
            model_name='requirement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(models.Q(('item_type', 'credits'), ('credits__isnull', False)), models.Q(models.Q(('item_type', 'credits'), _negated=True), ('credits__isnull', True)), _connector='OR'), models.Q(('credits__isnull', True), ('credits__gte', 1), _connector='OR')), name='requirement_credits_are_counted'),
        ),
        migrations.AddConstraint(
            model_name='requirement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'at_least'), ('at_least__gte', 1), ('at_least__isnull', False)), models.Q(models.Q(('kind', 'at_least'), _negated=True), ('at_least__isnull', True)), _connector='OR'), name='requirement_at_least_has_number'),
        ),
        migrations.AddConstraint(
            model_name='requirement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'points'), ('points_needed__gte', 1), ('points_needed__isnull', False)), models.Q(models.Q(('kind', 'points'), _negated=True), ('points_needed__isnull', True)), _connector='OR'), name='requirement_points_has_number'),
        ),
        migrations.AddConstraint(
            model_name='requirement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('points__isnull', True), ('points__gte', 1), _connector='OR'), models.Q(('delay_days__isnull', True), ('delay_days__gte', 1), _connector='OR'), models.Q(('opens_after_days__isnull', True), ('opens_after_days__gte', 1), _connector='OR'), models.Q(('due_days__isnull', True), ('due_days__gte', 1), _connector='OR')), name='requirement_numbers_from_one'),
        ),
        migrations.AddConstraint(
            model_name='requirement',
            constraint=models.CheckConstraint(condition=models.Q(('opens_after_days__isnull', True), ('opens_on__isnull', True), _connector='OR'), name='requirement_opens_in_one_way'),
        ),
        migrations.AddConstraint(
            model_name='requirement',
            constraint=models.CheckConstraint(condition=models.Q(('kind', 'item'), ('due_days__isnull', True), _connector='OR'), name='requirement_only_items_are_due'),
        ),
        migrations.AddConstraint(
            model_name='requirement',
            constraint=models.CheckConstraint(condition=models.Q(('parent__isnull', False), models.Q(('delay_days__isnull', True), ('kind', 'all'), ('opens_after_days__isnull', True), ('opens_on__isnull', True), ('points__isnull', True)), _connector='OR'), name='requirement_root_is_plain'),
        ),
        migrations.AddField(
            model_name='requirementneed',
            name='needs',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='needed_by', to='leadership_programmes.requirement'),
        ),
        migrations.AddField(
            model_name='requirementneed',
            name='requirement',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='needs', to='leadership_programmes.requirement'),
        ),
        migrations.AddField(
            model_name='requirementstage',
            name='requirement',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='stages', to='leadership_programmes.requirement'),
        ),
        migrations.AddConstraint(
            model_name='requirementneed',
            constraint=models.UniqueConstraint(fields=('requirement', 'needs'), name='requirement_need_once'),
        ),
        migrations.AddConstraint(
            model_name='requirementneed',
            constraint=models.CheckConstraint(condition=models.Q(('requirement', models.F('needs')), _negated=True), name='requirement_needs_another'),
        ),
        migrations.AddConstraint(
            model_name='requirementstage',
            constraint=models.UniqueConstraint(fields=('requirement', 'stage'), name='requirement_stage_once'),
        ),
        migrations.AddConstraint(
            model_name='requirementstage',
            constraint=models.CheckConstraint(condition=models.Q(('stage__in', ['undergraduate', 'postgraduate', 'continuing'])), name='requirement_stage_known'),
        ),
        append_only("leadership_programmes_requirementneed"),
        append_only("leadership_programmes_requirementstage"),
        migrations.RunSQL(ONE_VERSION, ANY_VERSION),
    ]
