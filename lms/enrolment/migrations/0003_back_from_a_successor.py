"""A place that ended as its doctor went on to a successor is taken up again, where that is taken back."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("leadership_enrolment", "0002_rules"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='transition',
            name='transition_is_allowed',
        ),
        migrations.AddConstraint(
            model_name='transition',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('from_state', ''), ('to_state__in', ['invited', 'active'])), models.Q(('from_state', 'invited'), ('to_state__in', ['active', 'declined', 'expired', 'withdrawn'])), models.Q(('from_state', 'active'), ('to_state__in', ['completed', 'withdrawn', 'deferred'])), models.Q(('from_state', 'deferred'), ('to_state__in', ['active', 'withdrawn'])), models.Q(('from_state', 'withdrawn'), ('reason', 'back_from_successor'), ('to_state', 'active')), _connector='OR'), name='transition_is_allowed'),
        ),
    ]
