"""What happens to lessons when the register has news: work that becomes sensitive shares none any more."""

import datetime as dt
from typing import Any

from django.dispatch import receiver

from initiatives.evaluations import actions
from initiatives.register.models import Initiative
from initiatives.register.signals import audience_changed


@receiver(audience_changed, dispatch_uid="sensitive_work_shares_no_lessons")
def end_sharing(sender: Any, *, initiative: Initiative, by: Any, at: dt.datetime, **more: Any) -> None:
    """Runs inside the transaction that changed who sees the work, so that both happen or neither."""
    actions.stop_sharing(initiative, by=by, at=at)
