#!/usr/bin/env python3
"""The shared library from Python by ctypes, nothing compiled: records in, decisions out.   ./python.py aid.law"""
import ctypes as c
import json
import sys

OK, EN = 0, 0
WRITE = c.CFUNCTYPE(c.c_bool, c.c_void_p, c.POINTER(c.c_char), c.c_size_t)


class Sink(c.Structure):
    _fields_ = [("ctx", c.c_void_p), ("write", WRITE)]


class Source(c.Structure):  # what is left zero is not given
    _fields_ = [("allocator", c.c_void_p), ("files", c.c_void_p), ("paths", c.POINTER(c.c_char_p)), ("n_paths", c.c_int),
                ("sets", c.c_void_p), ("n_sets", c.c_int), ("readings", c.c_void_p), ("n_readings", c.c_int),
                ("amended_to", c.c_char_p)]


class Options(c.Structure):
    _fields_ = [("as_of", c.c_char_p), ("law_as_of", c.c_char_p), ("entity", c.c_char_p), ("only", c.POINTER(c.c_char_p)), ("n_only", c.c_int),
                ("format", c.c_int), ("names", c.c_int), ("language", c.c_int), ("lean", c.c_bool), ("receipt", c.c_bool), ("colour", c.c_bool), ("numbers", c.c_int)]


lib = c.CDLL("libfatiao.so.0")
lib.fatiao_message.restype = c.c_char_p
lib.fatiao_compile.argtypes = [c.POINTER(Source), c.POINTER(c.c_void_p)]
lib.fatiao_policy_diagnostics.argtypes = [c.c_void_p, c.c_int, c.c_bool, Sink]
lib.fatiao_policy_free.argtypes = lib.fatiao_evaluator_free.argtypes = lib.fatiao_message.argtypes = [c.c_void_p]
lib.fatiao_evaluator_new.argtypes = [c.c_void_p, c.POINTER(Options), Sink, c.POINTER(c.c_void_p)]
lib.fatiao_decide_json.argtypes = [c.c_void_p, c.c_char_p, c.c_size_t]
lib.fatiao_result_json.argtypes = [c.c_void_p, c.c_int]


class Policy:
    def __init__(self, *paths, as_of):
        self.text, self.policy, self.evaluator = [], c.c_void_p(), c.c_void_p()
        self.sink = Sink(None, WRITE(self.take))  # kept: the library calls it for as long as the evaluator lives
        names = (c.c_char_p * len(paths))(*[p.encode() for p in paths])
        if lib.fatiao_compile(Source(paths=names, n_paths=len(paths)), self.policy) != OK:
            lib.fatiao_policy_diagnostics(self.policy, EN, False, self.sink)
            raise ValueError(self.taken())
        if lib.fatiao_evaluator_new(self.policy, Options(as_of=as_of.encode(), names=EN, language=EN), self.sink, self.evaluator) != OK:
            raise ValueError((lib.fatiao_message(self.evaluator) or b"no memory").decode())

    def take(self, _, text, length):
        self.text.append(text[:length])
        return True

    def taken(self):
        text, self.text = b"".join(self.text).decode(), []
        return text

    def decide(self, record):
        text = json.dumps(record).encode()
        if lib.fatiao_decide_json(self.evaluator, text, len(text)) != OK:
            raise ValueError(lib.fatiao_message(self.evaluator).decode())
        lib.fatiao_result_json(self.evaluator, 0)
        return json.loads(self.taken())["decisions"]

    def __del__(self):
        lib.fatiao_evaluator_free(self.evaluator)
        lib.fatiao_policy_free(self.policy)


policy = Policy(sys.argv[1] if len(sys.argv) > 1 else "aid.law", as_of="2024-01-01")
print(policy.decide({"birth_date": "1940-05-01", "hukou": "rural", "income": 800, "children": [{"disabled": True}]})["aid"])
print(policy.decide({"birth_date": "1940-05-01", "hukou": "rural"})["aid"])
try:
    policy.decide({"birth_date": "1940-13-01"})
except ValueError as error:
    print(error)
