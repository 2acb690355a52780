"""Mails that say what has changed in what was told of the end of a programme."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("leadership_reminders", "0001_tables"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='plannedsend',
            name='send_rule_fits_subject',
        ),
        migrations.AlterField(
            model_name='plannedsend',
            name='rule',
            field=models.CharField(choices=[('invitation', 'invitation'), ('before_due', 'before the due date'), ('on_due', 'on the due date'), ('overdue', 'after the due date'), ('inactive', 'when nothing was done for a while'), ('unanswered', 'when an invitation is not answered'), ('post_ends', 'when a post ends'), ('retiring', 'when a programme is retired'), ('goes_on', 'when it is not retired after all'), ('corrected', 'when what was said of its retirement is corrected')], max_length=20),
        ),
        migrations.AddConstraint(
            model_name='plannedsend',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('due_date__isnull', False), ('rule__in', ('before_due', 'on_due', 'overdue'))), models.Q(('enrolment__isnull', False), ('rule__in', ('invitation', 'inactive', 'unanswered', 'post_ends', 'retiring', 'goes_on', 'corrected'))), _connector='OR'), name='send_rule_fits_subject'),
        ),
    ]
