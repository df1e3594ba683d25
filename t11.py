from h import *
import tempfile
def C(n,e): return f'''
def mk(k):
    def f(data):
        return call({e})
    f.__name__ = f"c{{k:04d}}"
    return f
for k in range({n}):
    suite.case("a")(mk(k))
'''
REF="def double(x):\n    return len(x)\n"
for name,n,e,lim in [("floats 25k x32, limits .2 s",32,"[float(i+k) for i in range(25_000)]",dict(wall_s=.2,cpu_s=.2)),
  ("list of 300 arrays x32, limits .2",32,"[np.ones(1)]*3000",dict(wall_s=.2,cpu_s=.2)),
  ("floats 25k x8 limits .2",8,"[float(i+k) for i in range(100_000)]",dict(wall_s=.2,cpu_s=.2))]:
    with tempfile.TemporaryDirectory() as d, Launchers(None,None) as L:
        b=bank(d,C(n,e),REF,memory_mb=512,**lim); p=problem(b)
        for _ in range(3):
            r,t=run(p,REF,L)
            print(name); show(r,t); print("   walls",[round(c.wall_ms or -1) for c in r.cases][:10],"cpu",[round(c.cpu_ms or -1) for c in r.cases][:10])
