"""The real site, worker and mail server that tests about concurrency and crashes start."""

from __future__ import annotations

import os
import smtplib
import urllib.error
import urllib.request
from email.message import EmailMessage

import psutil
import pytest

from tests.servers import MailSink, RunningSite


def status_of(url: str) -> int:
    try:
        with urllib.request.urlopen(url, timeout=20) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        with refused:
            return int(refused.code)


def letter() -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@example.org", "b@example.org", "A reminder"
    message.set_content("Due on 5 August 2026")
    return message


def send(sink: MailSink) -> None:
    with smtplib.SMTP("127.0.0.1", sink.port, timeout=10) as client:
        client.send_message(letter())


def test_the_mail_sink_keeps_what_it_is_given(mail_sink: MailSink) -> None:
    send(mail_sink)
    [message] = mail_sink.wait_for(1)
    assert message["Subject"] == "A reminder"
    assert mail_sink.recipients == [["b@example.org"]]


def test_the_mail_sink_refuses_when_told(mail_sink: MailSink) -> None:
    mail_sink.refusal = "451 Later"
    with pytest.raises(smtplib.SMTPDataError, match="Later"):
        send(mail_sink)
    assert mail_sink.messages == []


@pytest.mark.crash
def test_the_web_server_answers_and_is_gone_after_a_kill(running_site: RunningSite) -> None:
    web = running_site.web(workers=2)
    assert status_of(f"{web.url}/no-such-page/") == 404
    helpers = psutil.Process(web.pid).children()
    assert len(helpers) == 2
    web.kill()
    assert psutil.wait_procs(helpers, timeout=10)[1] == []


@pytest.mark.crash
def test_the_worker_starts_and_stops(running_site: RunningSite) -> None:
    worker = running_site.worker()
    worker.stop()
    assert worker.child.process.returncode == 0


@pytest.mark.crash
def test_nothing_is_left_when_a_test_forgets_its_servers(running_site: RunningSite) -> None:
    worker = running_site.worker()
    running_site.children.stop()
    assert worker.child.process.poll() is not None
    with pytest.raises(ProcessLookupError):
        os.killpg(worker.pid, 0)
