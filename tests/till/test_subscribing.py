"""A till's webhooks at its tenant: made, once each, taken away, and nobody else's touched."""

from __future__ import annotations

import asyncio
from pathlib import Path

from posdesk.omneo import webhooks
from posdesk.till.asking import ask, ask_all
from posdesk.till.directory import Directory
from posdesk.till.hearing import Hearing
from posdesk.till.subscribing import NAMESPACE, TOLD, shared_secret, subscribe, unsubscribe
from posdesk.till.webhook_inbox import Secrets
from tests.sandbox.server.running import Sandbox
from tests.till.headless import TENANT, a_till, on_a_loop

OLD, NEW = "http://127.0.0.1:9/webhooks", "http://127.0.0.1:10/webhooks"


@on_a_loop
async def test_what_a_killed_till_left_goes_and_what_is_anothers_stays(sandbox: Sandbox) -> None:
    identity = sandbox.control.health().identity
    theirs = {"trigger": "profile.updated", "url": "http://127.0.0.1:11/", "namespace": "crm"}
    sandbox.call("POST", "/webhooks", theirs)
    async with a_till(sandbox.endpoint, identity) as till:
        before = await till.register.ask(subscribe(OLD))
        made = await till.register.ask(subscribe(NEW))
        listed = await till.register.ask(ask_all(lambda page: webhooks.list(page=page)))
        assert len(made) == len(TOLD)
        assert not set(made) & set(before)
        assert {(each.trigger, each.url) for each in listed if each.namespace == NAMESPACE} == {
            (trigger, NEW) for trigger in TOLD
        }
        assert await till.register.ask(unsubscribe((*made, 999_999))) == len(made)
        (left,) = (await till.register.ask(ask(webhooks.list()))).items
        assert left.namespace == "crm"


@on_a_loop
async def test_a_customer_who_is_made_elsewhere_is_known_here(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    heard: asyncio.Queue[Hearing] = asyncio.Queue()
    identity = sandbox.control.health().identity
    directory = Directory(tmp_path / "directory.db", TENANT.name)
    async with a_till(sandbox.endpoint, identity, directory=directory) as till:
        secret = await till.register.ask(shared_secret())
        hearing = await till.register.listen(Secrets((secret,)), port=0, on_heard=heard.put_nowait)
        await till.register.ask(subscribe(hearing.url))
        new = {"first_name": "Zoë", "last_name": "Ahlberg", "email": "zoe@x.test"}
        await asyncio.to_thread(sandbox.call, "POST", "/profiles", new)
        last = (await heard.get()).last[0]
    assert (last.event, last.who, last.outcome) == ("profile.created", "Zoë Ahlberg", "changed")
    assert [each.full_name for each in directory.search("ahlb")] == ["Zoë Ahlberg"]
    directory.close()
