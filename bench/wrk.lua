-- Asks for the addresses of a file in turn, each thread from another place in it.
local paths, at = {}, 0
local headers = { ["Accept-Encoding"] = os.getenv("BENCH_ENCODING") or "br, gzip" }
if os.getenv("BENCH_COOKIE") ~= "" then headers["Cookie"] = os.getenv("BENCH_COOKIE") end
for line in io.lines(os.getenv("BENCH_PATHS")) do paths[#paths + 1] = line end
local threads = 0
function setup(thread)
  thread:set("offset", threads * 7919)
  threads = threads + 1
end
function init() at = offset + tonumber(os.getenv("BENCH_START") or "0") end
function request()
  at = at + 1
  return wrk.format("GET", paths[at % #paths + 1], headers)
end
function done(summary, latency)
  local errors = summary.errors
  io.write(string.format('\nRESULT {"requests": %d, "microseconds": %d, "bytes": %d, "status_errors": %d, ' ..
    '"socket_errors": %d, "p50": %d, "p99": %d}\n', summary.requests, summary.duration, summary.bytes, errors.status,
    errors.connect + errors.read + errors.write + errors.timeout, latency:percentile(50), latency:percentile(99)))
end
