"""The tasks of a worker. None has a retry and none but the loops has a lock: a dead job must never block upkeep."""

import structlog
from asgiref.sync import sync_to_async
from procrastinate import JobContext
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Job, Status

from ichigen.services import alarms, operations, pulse, turns, upkeep
from ichigen.services.accounts.pending import retry_renewals
from ichigen.services.alerts.deliver import deliver_due
from ichigen.services.alerts.watch import watch_alerts
from ichigen.services.wake import TASK as RUN_LOOP
from ichigen.services.wake import wake
from ichigen.workers.setup import setup_of

#: Jobs that failed or were aborted are kept this long for a look at them, in hours.
KEEP_JOBS_H = 72

log = structlog.get_logger(__name__)


def run_loop(context: JobContext, account_id: int, kind: str) -> None:
    """Run one loop once. A kind this worker does not know (an older release) is left to the others."""
    setup = setup_of(context)
    loop = setup.loops.get(kind)
    if loop is None:
        log.warning("loop.unknown", account=account_id, kind=kind)
        return
    turns.execute(account_id, kind, loop, stall_s=setup.stall_s)


def run_operation(context: JobContext, operation_id: int) -> None:
    """Work on one long job from its cursor."""
    operations.run_operation(operation_id, setup_of(context).operations, context.should_abort)


def tick(context: JobContext, timestamp: int) -> None:
    """Wake the loops whose time has come."""
    upkeep.tick()


def sweep(context: JobContext, timestamp: int) -> None:
    """Wake what a lost wake-up left, and queue long jobs again that died."""
    upkeep.sweep(setup_of(context).stall_s)
    operations.resume_operations()


def alarm(context: JobContext, timestamp: int) -> None:
    """Put silent loops on 要対応, and keep the alerts in step with the facts."""
    alarms.watch_loops()
    watch_alerts()


def notify(context: JobContext, timestamp: int) -> None:
    """Send the mails and webhooks that are due."""
    deliver_due()


def renew(context: JobContext, timestamp: int) -> None:
    """Try pasted credentials again that their mall did not take yet."""
    retry_renewals()


def beat(context: JobContext, timestamp: int) -> None:
    """Show that this worker runs jobs, and ask for more slots when accounts were added."""
    setup = setup_of(context)
    pulse.beat(setup.name, setup.slots)
    if pulse.slots_needed(len(setup.loops)) > setup.slots:
        setup.grow()


async def unstall(context: JobContext, timestamp: int) -> None:
    """Mark the jobs of dead workers as failed and wake their loops. Never retry a job: its key may be queued again."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=setup_of(context).stall_s):
        try:
            assert job.id is not None
            await manager.finish_job_by_id_async(job_id=job.id, status=Status.FAILED, delete_job=False)
        except ConnectorException:
            log.info("unstall.finished_meanwhile", job=job.id)
            continue
        log.warning("unstall.failed_job", job=job.id, task=job.task_name, lock=job.lock)
        await _wake_again(job)


async def clear_away(context: JobContext, timestamp: int) -> None:
    """Remove old jobs, old calls and the traces of workers that are gone."""
    manager = context.app.job_manager
    await manager.delete_old_jobs(KEEP_JOBS_H, include_failed=True, include_cancelled=True, include_aborted=True)
    await sync_to_async(upkeep.clear_away, thread_sensitive=False)()
    await sync_to_async(pulse.forget_workers, thread_sensitive=False)()


async def _wake_again(job: Job) -> None:
    if job.task_name == RUN_LOOP:
        account_id, kind = job.task_kwargs["account_id"], job.task_kwargs["kind"]
        await sync_to_async(wake, thread_sensitive=False)(int(str(account_id)), str(kind))
