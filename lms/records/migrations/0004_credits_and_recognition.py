"""Facts about no activity: credits and recognition, with what somebody wrote beside them."""

import django.db.models.deletion
import django.db.models.fields.json
import django.db.models.functions.comparison
import django.db.models.functions.math
import django.db.models.lookups
from django.conf import settings
from django.db import migrations, models

STAY = """
CREATE FUNCTION leadership_words_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.text = '' AND NEW.evidence = ''
        AND (NEW.id, NEW.fact_id) = (OLD.id, OLD.fact_id) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '% on words beside a fact is refused: they stay as they were written', TG_OP
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER words_stay BEFORE UPDATE OR DELETE ON leadership_records_factwords
    FOR EACH ROW EXECUTE FUNCTION leadership_words_stay();
"""
UNDO = """
DROP TRIGGER IF EXISTS words_stay ON leadership_records_factwords;
DROP FUNCTION IF EXISTS leadership_words_stay();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('leadership_enrolment', '0004_stage_of_a_place'),
        ('leadership_people', '0002_operators'),
        ('leadership_programmes', '0004_requirement_tree'),
        ('leadership_records', '0003_quizzes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='FactWords',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(blank=True, max_length=300)),
                ('evidence', models.TextField(blank=True, default='', max_length=2000)),
            ],
            options={
                'verbose_name': 'words beside a fact',
                'verbose_name_plural': 'words beside facts',
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
            },
        ),
        migrations.AddField(
            model_name='learningfact',
            name='requirement_key',
            field=models.UUIDField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name='learningfact',
            name='activity_key',
            field=models.UUIDField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name='learningfact',
            name='module_key',
            field=models.UUIDField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name='learningfact',
            name='module_version',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='leadership_programmes.moduleversion'),
        ),
        migrations.AlterField(
            model_name='learningfact',
            name='verb',
            field=models.CharField(choices=[('completed', 'completed'), ('scored', 'scored'), ('revoked', 'revoked'), ('credited', 'credits recorded'), ('recognised', 'earlier learning recognised')], max_length=20),
        ),
        migrations.AddConstraint(
            model_name='learningfact',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(models.Q(('verb__in', ['completed', 'scored'])), models.Q(('activity_key__isnull', False), ('module_key__isnull', False), ('module_version__isnull', False), ('requirement_key__isnull', True))), models.Q(models.Q(('requirement_key__isnull', True), ('verb', 'credited')), models.Q(('activity_key__isnull', True), ('enrolment__isnull', False), ('module_key__isnull', True), ('module_text__isnull', True), ('module_version__isnull', True))), models.Q(models.Q(('requirement_key__isnull', False), ('verb', 'recognised')), models.Q(('activity_key__isnull', True), ('enrolment__isnull', False), ('module_key__isnull', True), ('module_text__isnull', True), ('module_version__isnull', True))), models.Q(models.Q(('verb', 'revoked')), models.Q(models.Q(models.Q(('activity_key__isnull', False), ('module_key__isnull', False), ('module_version__isnull', False), ('requirement_key__isnull', True)), models.Q(('activity_key__isnull', True), ('enrolment__isnull', False), ('module_key__isnull', True), ('module_text__isnull', True), ('module_version__isnull', True)), _connector='OR'))), _connector='OR'), name='fact_says_what_it_is_about'),
        ),
        migrations.AddConstraint(
            model_name='learningfact',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('verb', 'credited'), _negated=True), models.Q(django.db.models.lookups.Exact(django.db.models.functions.math.Mod(django.db.models.functions.comparison.Cast(django.db.models.fields.json.KeyTextTransform('credits', 'result'), models.IntegerField()), 25), 0), ('result__credits__gte', 25), ('result__credits__lte', 10000), ('result__has_key', 'credits')), _connector='OR'), name='fact_counts_quarter_credits'),
        ),
        migrations.AddField(
            model_name='factwords',
            name='fact',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='words', to='leadership_records.learningfact'),
        ),
        migrations.RunSQL(STAY, UNDO),
    ]
