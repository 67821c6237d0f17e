#!/usr/bin/env python3
"""Starts Debian's clickhouse-server on loopback for the contract tests, alone or as a cluster.

    servers.py single FOLDER      one server
    servers.py cluster FOLDER     ZooKeeper and two replicas

Prints "ready PORT", or why not. Server N speaks HTTP on PORT+N. Then it obeys lines on standard
input, answering each with "ok": "kill N" ends server N with SIGKILL, "start N" starts it again.
Ends everything at end of input. Takes ten ports that are free. Everything it writes lies in FOLDER.
"""

import ctypes
import glob
import os
import pathlib
import random
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request

SERVER = "/usr/sbin/clickhouse-server"
JARS = ["zookeeper", "zookeeper-jute", "slf4j-api", "slf4j-simple", "commons-cli",
        "snappy-java", "metrics-core", "netty*", "audience-annotations", "log4j*"]
START_SECONDS = 60
START_ATTEMPTS = 3  # Somebody may take a port between our look and the server's.
# Below the ports that systems give to clients, or one of those could take the port of a dead server.
FIRST_PORTS = range(20000, 32000, 10)

CONFIG = """<?xml version="1.0"?>
<yandex>
  <logger><level>warning</level><log>{folder}/server.log</log>
    <errorlog>{folder}/error.log</errorlog><size>10M</size><count>1</count></logger>
  <http_port>{http}</http_port><tcp_port>{tcp}</tcp_port>
  <interserver_http_port>{inter}</interserver_http_port>
  <interserver_http_host>127.0.0.1</interserver_http_host>
  <listen_host>127.0.0.1</listen_host>
  <path>{folder}/data/</path><tmp_path>{folder}/tmp/</tmp_path>
  <users_config>{folder}/users.xml</users_config>
  <default_profile>default</default_profile><default_database>default</default_database>
  <mark_cache_size>67108864</mark_cache_size><timezone>America/New_York</timezone>
  {cluster}
</yandex>
"""
CLUSTER = """
  <remote_servers><contract><shard><internal_replication>true</internal_replication>
    <replica><host>127.0.0.1</host><port>{tcp0}</port></replica>
    <replica><host>127.0.0.1</host><port>{tcp1}</port></replica>
  </shard></contract></remote_servers>
  <zookeeper><node><host>127.0.0.1</host><port>{zoo}</port></node></zookeeper>
  <macros><shard>1</shard><replica>{replica}</replica></macros>
  <distributed_ddl><path>/clickhouse/task_queue/ddl</path></distributed_ddl>
"""
USERS = """<?xml version="1.0"?>
<yandex>
  <profiles><default><max_memory_usage>2000000000</max_memory_usage></default></profiles>
  <users><default><password></password><networks><ip>127.0.0.1</ip></networks>
    <profile>default</profile><quota>default</quota></default></users>
  <quotas><default/></quotas>
</yandex>
"""


def die_with_parent():
    pr_set_pdeathsig = 1
    ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGKILL)


def spawn(command, folder):
    with open(folder / "output.log", "ab") as log:
        return subprocess.Popen(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=log,
                                stderr=log, preexec_fn=die_with_parent)


class Server:
    """One clickhouse-server; ports PORT+n, PORT+2+n and PORT+4+n."""

    def __init__(self, folder, port, number, clustered):
        self.folder = folder / f"server{number}"
        self.http = port + number
        self.process = None
        (self.folder / "data").mkdir(parents=True)
        (self.folder / "tmp").mkdir()
        cluster = CLUSTER.format(tcp0=port + 2, tcp1=port + 3, zoo=port + 6,
                                 replica=f"r{number}") if clustered else ""
        (self.folder / "config.xml").write_text(CONFIG.format(
            folder=self.folder, http=self.http, tcp=port + 2 + number, inter=port + 4 + number,
            cluster=cluster))
        (self.folder / "users.xml").write_text(USERS)

    def start(self):
        self.process = spawn([SERVER, f"--config-file={self.folder}/config.xml"], self.folder)
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                return False
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.http}/ping", timeout=1):
                    return True
            except OSError:
                time.sleep(0.05)
        return False

    def kill(self):
        if self.process is not None:
            self.process.kill()
            self.process.wait()


def start_zookeeper(folder, port):
    home = folder / "zookeeper"
    (home / "data").mkdir(parents=True)
    (home / "zoo.cfg").write_text(
        f"tickTime=500\ndataDir={home}/data\nclientPort={port}\nclientPortAddress=127.0.0.1\n"
        "admin.enableServer=false\nmaxClientCnxns=100\n4lw.commands.whitelist=srvr\n")
    jars = [jar for name in JARS for jar in glob.glob(f"/usr/share/java/{name}.jar")]
    process = spawn(["java", "-Xmx256m", "-Dzookeeper.serverCnxnFactory="
                  "org.apache.zookeeper.server.NIOServerCnxnFactory", "-cp", ":".join(jars),
                  "org.apache.zookeeper.server.quorum.QuorumPeerMain", str(home / "zoo.cfg")], home)
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None and not serves(port):
        time.sleep(0.05)
    return process


def serves(port):
    """Whether ZooKeeper does more than accept connections: a server that comes too early crashes."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as asked:
            asked.sendall(b"srvr")
            return b"Mode:" in b"".join(iter(lambda: asked.recv(4096), b""))
    except OSError:
        return False


def take_ports():
    """The first of ten free ports, and the socket on the last, which keeps other runs off them."""
    for first in random.sample(FIRST_PORTS, len(FIRST_PORTS)):
        try:
            keeper = socket.create_server(("127.0.0.1", first + 9))
            for port in range(first, first + 9):
                socket.create_server(("127.0.0.1", port)).close()
            return first, keeper
        except OSError:
            continue
    sys.exit("no ten free ports")


def missing(kind):
    if not os.access(SERVER, os.X_OK):
        return "clickhouse-server is not installed"
    if kind == "cluster":
        if shutil.which("java") is None:
            return "java is not installed"
        if not glob.glob("/usr/share/java/zookeeper.jar"):
            return "zookeeper is not installed"
    return ""


def obey(servers):
    for line in sys.stdin:
        word, number = line.split()
        server = servers[int(number)]
        if word == "kill":
            server.kill()
            print("ok", flush=True)
        else:
            print("ok" if server.start() else "failed", flush=True)


class Installation:
    """The servers of one kind, and what they stand on."""

    def __init__(self, kind, folder):
        folder.mkdir()
        self.port, self.keeper = take_ports()
        self.zookeeper = start_zookeeper(folder, self.port + 6) if kind == "cluster" else None
        self.servers = [Server(folder, self.port, n, kind == "cluster")
                        for n in range(2 if self.zookeeper else 1)]

    def start(self):
        return all(server.start() for server in self.servers)

    def end(self):
        for server in self.servers:
            server.kill()
        if self.zookeeper is not None:
            self.zookeeper.kill()
            self.zookeeper.wait()
        self.keeper.close()


def last_words(folder):
    """The end of every log: a server that does not start says why there."""
    for log in sorted(folder.rglob("*.log")):
        for line in log.read_text(errors="replace").splitlines()[-5:]:
            print(f"{log.relative_to(folder)}: {line[:300]}", file=sys.stderr)


def main():
    kind, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    lacking = missing(kind)
    if lacking:
        print(f"skip: {lacking}", flush=True)
        return 0
    for attempt in range(START_ATTEMPTS):
        installation = Installation(kind, folder / f"attempt{attempt}")
        try:
            if installation.start():
                print(f"ready {installation.port}", flush=True)
                obey(installation.servers)
                return 0
        finally:
            installation.end()
        last_words(folder / f"attempt{attempt}")
    print(f"failed: {START_ATTEMPTS} times, its logs are above", flush=True)
    return 1


if __name__ == "__main__":
    sys.exit(main())
