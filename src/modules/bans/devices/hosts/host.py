# Runs on a fail2ban host through its own python3 (3.6 or newer), without anything installed: the whole text is the argument of
# `python3 -I -c`, what is wanted comes as one line of JSON by standard input, the answer leaves as JSON. It writes nothing but
# what `stage` copies into a temporary folder, and a temporary file with the lines that a program is to read.
import json, os, re, selectors, shutil, signal, sqlite3, subprocess, sys, tempfile, time
from urllib.parse import quote

MAX_LINES = 50
MAX_LINE = 2000
STAGE_PREFIX = 'caretaker-'
STAGE_FILES = 5000
STAGE_BYTES = 64 * 1024 * 1024
TAIL_BYTES = 8 * 1024 * 1024


class Fault(Exception):
    def __init__(self, kind, message):
        super().__init__(message)
        self.kind = kind


def connect(path):
    if not os.path.exists(path):
        raise Fault('no_such_file', 'there is no database ' + path)
    # Read-only and in autocommit: a SELECT that was fetched whole leaves no lock behind. Held for longer than 5 seconds, a lock
    # would make fail2ban lose bans for good.
    db = sqlite3.connect('file:' + quote(path) + '?mode=ro', uri=True, timeout=3, isolation_level=None)
    db.text_factory = lambda raw: raw.decode('utf-8', 'replace')
    return db


def columns(db, table):
    names = {row[1] for row in db.execute('PRAGMA table_info(%s)' % table).fetchall()}
    if not {'jail', 'ip', 'timeofban'} <= names:
        return None
    # Schemas before version 3 know neither; -2 is what fail2ban itself writes for "unknown" when it upgrades one.
    time_column = 'bantime' if 'bantime' in names else '-2'
    count_column = 'bancount' if 'bancount' in names else '1'
    return 'jail, ip, timeofban, %s, %s, data' % (time_column, count_column)


def text(value):
    return value.decode('utf-8', 'replace') if isinstance(value, bytes) else str(value)


def line(match):
    joined = ''.join(text(part) for part in match) if isinstance(match, (list, tuple)) else text(match)
    return joined[:MAX_LINE]


def ban(row):
    jail, ip, at, seconds, count, data = row
    try:
        told = json.loads(text(data)) if data is not None else {}
    except ValueError:
        told = {}
    if not isinstance(told, dict):
        told = {}
    matches = told.get('matches')
    failures = told.get('failures')
    return {
        'jail': text(jail), 'address': text(ip), 'at': float(at), 'seconds': int(seconds), 'count': int(count),
        'failures': failures if isinstance(failures, int) else 0,
        'lines': [line(match) for match in matches[:MAX_LINES]] if isinstance(matches, list) else [],
    }


JAILS = '''WITH RECURSIVE j(n) AS (SELECT min(jail) FROM bans UNION ALL
  SELECT (SELECT min(jail) FROM bans WHERE jail > n) FROM j WHERE n IS NOT NULL) SELECT n FROM j WHERE n IS NOT NULL'''


def read_bans(ask):
    db = connect(ask['file'])
    try:
        selected = columns(db, 'bans')
        if selected is None:
            raise Fault('bad_answer', 'this is not a database of fail2ban')
        limit, since, after, found = ask['limit'], ask['since'], ask['after'], []
        # Jail by jail, because the only index with a time in it begins with the jail.
        for (jail,) in db.execute(JAILS).fetchall():
            where, values = ['jail = ?', 'ip IS NOT NULL'], [jail]
            if since is not None:
                where, values = where + ['timeofban >= ?'], values + [since]
            if after is not None:
                at, after_jail, ip = after['second'], after['jail'], after['address']
                if text(jail) == after_jail:
                    where, values = where + ['(timeofban > ? OR (timeofban = ? AND ip > ?))'], values + [at, at, ip]
                else:
                    where, values = where + ['timeofban >= ?' if text(jail) > after_jail else 'timeofban > ?'], values + [at]
            if len(found) > limit:
                where, values = where + ['timeofban <= ?'], values + [found[-1][2]]
            order = ' ORDER BY timeofban, ip LIMIT ?'
            found += db.execute('SELECT ' + selected + ' FROM bans WHERE ' + ' AND '.join(where) + order, values + [limit + 1]).fetchall()
            found.sort(key=lambda row: (float(row[2]), text(row[0]), text(row[1])))
            del found[limit + 1:]
        return {'bans': [ban(row) for row in found[:limit]], 'more': len(found) > limit}
    finally:
        db.close()


def read_named(ask):
    db = connect(ask['file'])
    try:
        found = []
        for table in ('bans', 'bips'):
            selected = columns(db, table)
            if selected is None:
                continue
            known = {(row['jail'], row['address']) for row in found}
            query = 'SELECT ' + selected + ' FROM ' + table + ' WHERE jail = ? AND ip = ? ORDER BY timeofban DESC LIMIT 1'
            for jail, ip in ask['bans']:
                if (jail, ip) not in known:
                    found += [ban(row) for row in db.execute(query, (jail, ip)).fetchall()]
        return {'bans': found, 'more': False}
    finally:
        db.close()


def read_addresses(ask):
    found = set()
    # proc(5): every local address stands as a host route in the trie; an address line comes before the line with its kind.
    try:
        with open('/proc/net/fib_trie') as trie:
            last = None
            for each in trie:
                named = re.search(r'\|-- ([0-9.]+)', each)
                if named:
                    last = named.group(1)
                elif '/32 host LOCAL' in each and last:
                    found.add(last)
    except OSError:
        pass  # No such kernel, or no IPv4: what is found otherwise is all there is.
    try:
        with open('/proc/net/if_inet6') as lines:
            for each in lines:
                digits = each.split()[0]
                found.add(':'.join(digits[at:at + 4] for at in range(0, 32, 4)))
    except OSError:
        pass  # No IPv6.
    if not found:
        import socket
        try:
            found = {info[4][0].split('%')[0] for info in socket.getaddrinfo(socket.gethostname(), None)}
        except OSError:
            pass  # The host does not know its own name: none are known.
    return {'addresses': sorted(found)}


def run_program(ask):
    lines, staged = ask.get('lines'), None
    try:
        argv = list(ask['argv'])
        if lines is not None:
            handle, staged = tempfile.mkstemp(prefix=STAGE_PREFIX)
            with os.fdopen(handle, 'wb') as file:
                file.write(lines.encode('utf-8', 'replace'))
            argv = [staged if part is None else part for part in argv]
        if ask.get('now') is not None:
            argv = as_of(argv, ask['now'])
        zone = {} if ask.get('zone') is None else {'TZ': ask['zone']}
        return run_limited(argv, ask['seconds'], ask['bytes'], zone)
    finally:
        if staged is not None:
            os.unlink(staged)


# MyTime.setTime is what fail2ban's own tests set their clock by (server/mytime.py): the program is the same, its now is another.
AS_OF = '''import sys
from fail2ban.server.mytime import MyTime
MyTime.setTime(float(sys.argv.pop(1)))
from fail2ban.client.fail2banregex import exec_command_line
exec_command_line(sys.argv[1:])'''


def as_of(argv, now):
    program = shutil.which(argv[0])
    if program is None:
        raise Fault('no_program', 'there is no program ' + argv[0])
    with open(program, 'rb') as file:
        first = file.readline().decode('utf-8', 'replace')
    # fail2ban's own interpreter, which is not always the python3 that comes first.
    interpreter = first[2:].split() if first.startswith('#!') else [sys.executable]
    return interpreter + ['-c', AS_OF, str(now)] + argv[1:]


def run_limited(argv, seconds, most, more):
    environment = {**os.environ, 'LC_ALL': 'C.UTF-8', 'PYTHONIOENCODING': 'utf-8:replace', **more}
    try:
        # A session of its own, so that what the program starts ends with it.
        child = subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd='/',
                                 start_new_session=True, env=environment)
    except FileNotFoundError:
        raise Fault('no_program', 'there is no program ' + argv[0])
    outputs, end, over = {child.stdout: bytearray(), child.stderr: bytearray()}, time.monotonic() + seconds, None
    with selectors.DefaultSelector() as waiting:
        for stream in outputs:
            waiting.register(stream, selectors.EVENT_READ)
        while waiting.get_map() and over is None:
            ready = waiting.select(max(0, end - time.monotonic()))
            if not ready:
                over = ('timeout', argv[0] + ' did not end within %d seconds' % seconds)
            for key, _ in ready:
                chunk = os.read(key.fd, 65536)
                outputs[key.fileobj] += chunk
                if not chunk:
                    waiting.unregister(key.fileobj)
            if sum(map(len, outputs.values())) > most:
                over = ('too_large', argv[0] + ' writes more than %d bytes' % most)
    if over is not None:
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()
        raise Fault(*over)
    try:
        child.wait(max(1, end - time.monotonic()))
    except subprocess.TimeoutExpired:
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()
        raise Fault('timeout', argv[0] + ' did not end within %d seconds' % seconds)
    out, err = (bytes(outputs[stream]).decode('utf-8', 'replace') for stream in (child.stdout, child.stderr))
    return {'code': child.returncode, 'stdout': out, 'stderr': err}


def tail(ask):
    path, wanted = ask['path'], ask['lines']
    if not os.path.isfile(path):
        raise Fault('no_such_file', 'there is no file ' + path)
    with open(path, 'rb') as file:
        size = file.seek(0, os.SEEK_END)
        start, kept = size, b''
        while start > 0 and kept.count(b'\n') <= wanted and len(kept) < TAIL_BYTES:
            step = min(start, 65536)
            start -= step
            file.seek(start)
            kept = file.read(step) + kept
    lines = kept.split(b'\n')
    if lines and lines[-1] == b'':
        lines.pop()
    # The first one may be cut where the reading stopped.
    whole = lines[1:] if start > 0 else lines
    return {'code': 0, 'stdout': ''.join(each.decode('utf-8', 'replace') + '\n' for each in whole[-wanted:]), 'stderr': ''}


def stage(ask):
    source = os.path.realpath(ask['folder'])
    if not os.path.isdir(source):
        raise Fault('no_such_file', 'there is no folder ' + source)
    target = tempfile.mkdtemp(prefix=STAGE_PREFIX)
    try:
        files = size = 0
        seen = set()
        # Links are followed, so that a change of the copy never reaches the original; each folder once, so that no loop is followed.
        for folder, inner, names in os.walk(source, followlinks=True):
            real = os.path.realpath(folder)
            if real in seen:
                inner[:] = []
                continue
            seen.add(real)
            copied = os.path.join(target, os.path.relpath(folder, source))
            os.makedirs(copied, exist_ok=True)
            for name in names:
                path = os.path.join(folder, name)
                if not os.path.isfile(path):
                    continue
                files, size = files + 1, size + os.path.getsize(path)
                if files > STAGE_FILES or size > STAGE_BYTES:
                    raise Fault('too_large', 'the folder holds too much to be copied: ' + source)
                shutil.copyfile(path, os.path.join(copied, name))
        return {'folder': target}
    except BaseException:
        shutil.rmtree(target, ignore_errors=True)
        raise


def unstage(ask):
    folder = ask['folder']
    if os.path.dirname(folder) != tempfile.gettempdir() or not os.path.basename(folder).startswith(STAGE_PREFIX):
        raise Fault('not_permitted', 'this is no folder of ours: ' + folder)
    if not os.path.islink(folder):
        shutil.rmtree(folder, ignore_errors=True)
    return {}


ASKED = {'bans': read_bans, 'named': read_named, 'addresses': read_addresses, 'run': run_program, 'tail': tail,
         'stage': stage, 'unstage': unstage}


def answer():
    try:
        ask = json.loads(sys.stdin.buffer.readline().decode('utf-8'))
        return {'ok': ASKED[ask['ask']](ask)}
    except Fault as fault:
        return {'fault': fault.kind, 'message': str(fault)}
    except PermissionError as error:
        return {'fault': 'not_permitted', 'message': str(error)}
    except FileNotFoundError as error:
        return {'fault': 'no_such_file', 'message': str(error)}
    except sqlite3.Error as error:
        said = str(error)
        kind = 'timeout' if 'locked' in said else 'not_permitted' if 'unable to open' in said else 'bad_answer'
        return {'fault': kind, 'message': 'the database cannot be read: ' + said}
    except Exception as error:
        return {'fault': 'bad_answer', 'message': type(error).__name__ + ': ' + str(error)}


print(json.dumps(answer()))
