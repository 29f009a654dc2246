"""Sixteen connections at once: every request is answered, and racing redemptions never overdraw."""

from concurrent.futures import ThreadPoolExecutor

from tests.sandbox.server.running import ASHA, Sandbox, api_client

CONNECTIONS = 16


def _redeem_once(sandbox: Sandbox) -> int:
    with api_client(sandbox.endpoint) as api:
        body = {"strategies": ["rewards"], "amount": 2, "strict": True}
        return api.post(f"/profiles/{ASHA}/redemptions", json=body).status_code


def test_racing_redemptions_share_out_the_balance_and_no_more(sandbox: Sandbox) -> None:
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        statuses = list(pool.map(_redeem_once, [sandbox] * CONNECTIONS))
    granted = [status for status in statuses if status in (200, 201)]
    refused = [status for status in statuses if status == 422]
    assert (len(granted), len(refused)) == (12, 4)  # 25.00 holds 2.00 twelve times
    assert sandbox.call("GET", f"/profiles/{ASHA}/balances")["data"]["reward_balance"] == 1


def test_one_client_reads_side_by_side_over_many_connections(sandbox: Sandbox) -> None:
    paths = ["balances", "rewards", "benefits", "credits"] * CONNECTIONS
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        answers = list(pool.map(lambda path: sandbox.api.get(f"/profiles/{ASHA}/{path}"), paths))
    assert {answer.status_code for answer in answers} == {200}
    assert len(sandbox.control.log()) == len(paths)
