"""The simulator as a process: its courier delivers webhooks by itself."""

import json
import os
import subprocess
import sys

import httpx2

from tests.mallsim.receiver import Receiver
from tests.mallsim.shopify import documents


def test_s9_a_running_simulator_delivers() -> None:
    command = [sys.executable, "-m", "mallsim", "--control-port", "0", "--port", "shopify=0", "--malls", "shopify"]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    hub = Receiver()
    with subprocess.Popen([*command, "--json"], stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        card = json.loads(process.stdout.readline())[0]
        try:
            headers = {"X-Shopify-Access-Token": card["credentials"]["access_token"]}
            variables = {"topic": "ORDERS_CREATE", "subscription": {"uri": hub.url}}
            body = {"query": documents.SUBSCRIBE, "variables": variables}
            with httpx2.Client() as client:
                client.post(f"{card['base_url']}/admin/api/2026-10/graphql.json", json=body, headers=headers)
                order = {"lines": [{"code": "IG-001"}]}
                number = client.post(f"{card['control_url']}/orders", json=order).json()["order_number"]
                assert hub.came.wait(30)
            assert json.loads(hub.received[0][1])["id"] == int(number)
        finally:
            hub.close()
            process.terminate()
        assert process.wait(10) == 0
