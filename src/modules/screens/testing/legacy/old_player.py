"""A player of the old contract, as somebody else may have written it: Debian's paho, one account for all, no enrolment.

Arguments: host, port, user, password, uuid. Says on its standard output what it hears, one `topic payload` a line.
"""
import json
import sys
import time

import paho.mqtt.client as mqtt

host, port, user, password, uuid = sys.argv[1:6]
state = {"acknowledged": False, "group": None}


def say(line):
    print(line, flush=True)


def on_connect(client, _userdata, _flags, code):
    say("connected %d" % code)
    for topic in ("discovery_ack", "group_id", "commands"):
        client.subscribe("infoscreen/%s/%s" % (uuid, topic), qos=1)
    if state["group"] is not None:
        client.subscribe("infoscreen/events/%s" % state["group"], qos=1)


def on_message(client, _userdata, message):
    text = message.payload.decode()
    say("%s %s" % (message.topic, text))
    if message.topic.endswith("/discovery_ack"):
        state["acknowledged"] = True
    elif message.topic.endswith("/group_id") and text != "":
        if state["group"] is not None:
            client.unsubscribe("infoscreen/events/%s" % state["group"])
        state["group"] = text
        client.subscribe("infoscreen/events/%s" % text, qos=1)
    elif message.topic.endswith("/commands"):
        obey(client, json.loads(text))


def obey(client, command):
    for status in ("accepted", "execution_started", "completed"):
        ack = {"command_id": command["command_id"], "status": status, "error_code": None, "error_message": None}
        client.publish("infoscreen/%s/commands/ack" % uuid, json.dumps(ack), qos=1)


# paho 2 wants to be told which callbacks it is to make.
if hasattr(mqtt, "CallbackAPIVersion"):
    client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION1, client_id="player-" + uuid)
else:
    client = mqtt.Client(client_id="player-" + uuid)
client.username_pw_set(user, password)
client.on_connect = on_connect
client.on_message = on_message
client.connect(host, int(port), keepalive=30)
client.loop_start()
for turn in range(10_000):
    if not state["acknowledged"]:
        hardware = {"uuid": uuid, "hostname": "old-" + uuid[:4], "ip": "192.0.2.44", "mac": "B8:27:EB:00:00:44", "model": "Raspberry Pi 3"}
        client.publish("infoscreen/discovery", json.dumps(hardware), qos=1)
    else:
        beat = {"current_process": "vlc", "process_pid": 4711, "process_status": "running", "current_event_id": 12}
        client.publish("infoscreen/%s/heartbeat" % uuid, json.dumps(beat), qos=0)
        health = {"timestamp": "2026-11-21T08:00:00", "actual_state": {"process": "vlc", "pid": 4711, "status": "running"},
                  "broker_connection": {"broker_reachable": True, "reconnect_count": 2, "last_disconnect_at": None}}
        client.publish("infoscreen/%s/health" % uuid, json.dumps(health), qos=0)
    time.sleep(0.3)
