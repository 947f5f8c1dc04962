#!/usr/bin/env python3
"""Decisions from Python: the shared library by ctypes, nothing compiled.   ./fatiao.py aid.law

    from fatiao import Policy
    with Policy("aid.law") as policy, policy.evaluator(as_of="2024-01-01") as evaluator:
        evaluator.decide({"birth_date": date(1940, 5, 1), "hukou": "rural", "income": 800})

Numbers go in as int, float or Decimal, dates as date or text; what is not given is unknown. Money comes out as text with its digits.
"""
import ctypes as c
import json
import sys
from datetime import date
from decimal import Decimal

lib = c.CDLL("libfatiao.so.0")


# ---- what is used of fatiao.h ----
WRITE = c.CFUNCTYPE(c.c_bool, c.c_void_p, c.POINTER(c.c_char), c.c_size_t)
OK, EN, TEXT = 0, 0, 3  # fatiao_status, fatiao_language, fatiao_format


class Sink(c.Structure):
    _fields_ = [("ctx", c.c_void_p), ("write", WRITE)]


class Source(c.Structure):  # what is left zero is not given
    _fields_ = [("allocator", c.c_void_p), ("files", c.c_void_p), ("paths", c.POINTER(c.c_char_p)), ("n_paths", c.c_int),
                ("sets", c.c_void_p), ("n_sets", c.c_int), ("readings", c.c_void_p), ("n_readings", c.c_int),
                ("amended_to", c.c_char_p), ("rules_only", c.c_bool)]


class Options(c.Structure):
    _fields_ = [("as_of", c.c_char_p), ("law_as_of", c.c_char_p), ("entity", c.c_char_p), ("only", c.POINTER(c.c_char_p)), ("n_only", c.c_int),
                ("format", c.c_int), ("names", c.c_int), ("language", c.c_int), ("lean", c.c_bool), ("receipt", c.c_bool), ("colour", c.c_bool),
                ("numbers", c.c_int)]


class Place(c.Structure):
    _fields_ = [("file", c.c_char_p), ("line", c.c_uint32), ("column", c.c_uint32), ("end_line", c.c_uint32), ("end_column", c.c_uint32),
                ("start", c.c_uint32), ("end", c.c_uint32)]


class Diagnostic(c.Structure):
    _fields_ = [("code", c.c_int), ("severity", c.c_int), ("place", Place), ("message", c.c_char_p),
                ("notes", c.c_void_p), ("n_notes", c.c_int), ("fixes", c.c_void_p), ("n_fixes", c.c_int)]


def declare(name, *arguments, result=c.c_int):
    function = getattr(lib, name)
    function.argtypes, function.restype = arguments, result
    return function


HANDLE, HANDLE_OUT = c.c_void_p, c.POINTER(c.c_void_p)
compile_policy = declare("fatiao_compile", c.POINTER(Source), HANDLE_OUT)
policy_problems = declare("fatiao_policy_problems", HANDLE, c.c_int, c.POINTER(c.c_int), result=c.POINTER(Diagnostic))
policy_free = declare("fatiao_policy_free", HANDLE, result=None)
evaluator_new = declare("fatiao_evaluator_new", HANDLE, c.POINTER(Options), Sink, HANDLE_OUT)
evaluator_free = declare("fatiao_evaluator_free", HANDLE, result=None)
decide_json = declare("fatiao_decide_json", HANDLE, c.c_char_p, c.c_size_t)
result_json = declare("fatiao_result_json", HANDLE, c.c_int)
explain = declare("fatiao_explain", HANDLE, c.c_char_p, c.c_size_t, c.c_char_p)
last_message = declare("fatiao_message", HANDLE, result=c.c_char_p)
status_text = declare("fatiao_status_text", c.c_int, c.c_int, result=c.c_char_p)


# ---- for Python ----
class FatiaoError(Exception):
    """A record, a name or an option that does not fit the policy; its text says what, and what was perhaps meant."""


class PolicyError(FatiaoError):
    """A policy with errors. problems: (code, file, line, column, message) of each."""

    def __init__(self, problems):
        super().__init__("\n".join((f"{file}:{line}:{column}: " if file else "") + f"E{code:03}: {message}" for code, file, line, column, message in problems))
        self.problems = problems


class Handle:
    """Something of the library's, freed by `with`, by close(), or with the object."""
    handle, free = None, None

    def close(self):
        handle, self.handle = self.handle, None
        if handle:
            self.free(handle)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    __del__ = close


class Policy(Handle):
    """Files and folders as one policy. It never changes; any number of threads may share it."""
    free = staticmethod(policy_free)

    def __init__(self, *paths):
        self.handle = c.c_void_p()
        names = (c.c_char_p * len(paths))(*(str(path).encode() for path in paths))
        if compile_policy(Source(paths=names, n_paths=len(paths)), self.handle) != OK:
            if not self.handle:
                raise MemoryError
            n = c.c_int()
            found = policy_problems(self.handle, EN, n)
            raise PolicyError([(d.code, (d.place.file or b"").decode(), d.place.line, d.place.column, d.message.decode()) for d in found[:n.value]])

    def evaluator(self, as_of, entity=None):
        return Evaluator(self, as_of, entity)


class Evaluator(Handle):
    """What decides records as of a day. One for each thread; the policy may be closed before it."""
    free = staticmethod(evaluator_free)

    def __init__(self, policy, as_of, entity=None):
        self.handle, self.pieces = c.c_void_p(), []
        self.sink = Sink(None, WRITE(self.take))  # kept: the library calls it for as long as the evaluator lives
        options = Options(as_of=str(as_of).encode(), entity=entity and entity.encode(), format=TEXT, names=EN, language=EN)
        self.check(evaluator_new(policy.handle, options, self.sink, self.handle))

    def decide(self, record):
        """{"aid": {"status": "granted", "value": "170.00", "unit": "元/月"}, ...}"""
        text = self.text_of(record)
        self.check(decide_json(self.handle, text, len(text)))
        self.check(result_json(self.handle, 0))
        return json.loads(self.taken())["decisions"]

    def explain(self, record, decision):
        """Why: every condition with the value it saw, the law's text, what would change the answer."""
        text = self.text_of(record)
        self.check(explain(self.handle, text, len(text), decision.encode()))
        return self.taken()

    @staticmethod
    def text_of(record):
        return json.dumps(record, ensure_ascii=False, default=str).encode()  # dates and decimals as text

    def take(self, _, piece, length):
        self.pieces.append(piece[:length])
        return True

    def taken(self):
        text, self.pieces = b"".join(self.pieces).decode(), []
        return text

    def check(self, status):
        if status != OK:
            self.pieces = []
            raise FatiaoError((last_message(self.handle) or status_text(status, EN)).decode())


def main(path):
    with Policy(path) as policy, policy.evaluator(as_of=date(2024, 1, 1)) as evaluator:
        father = {"birth_date": date(1940, 5, 1), "hukou": "rural", "income": Decimal("800.50"), "children": [{"disabled": True}]}
        print(evaluator.decide(father)["aid"])
        print(evaluator.decide({"birth_date": "1940-05-01", "hukou": "rural"})["aid"])
        print(evaluator.explain(father, "aid").split("\n\n")[0])
        try:
            evaluator.decide({"birth_date": "1940-13-01"})
        except FatiaoError as error:
            print(error)
    try:
        Policy("missing.law")
    except PolicyError as error:
        print(error)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "aid.law")
