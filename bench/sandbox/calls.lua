-- For wrk: sends the requests of a file, one after another, each thread those that no other has.
-- The file has the method, the path and the token as its first lines, then a body in each line;
-- of a GET they are what follows the path.

local threads = 0

function setup(thread)
  thread:set("first", threads)
  threads = threads + 1
end

function init()
  local lines = {}
  for line in io.lines(os.getenv("REQUESTS")) do lines[#lines + 1] = line end
  local method, path, token = lines[1], lines[2], lines[3]
  local step = tonumber(os.getenv("THREADS"))
  local headers = { ["X-Auth-Token"] = token, ["Content-Type"] = "application/json" }
  requests = {}
  for at = 4 + first, #lines, step do
    local text = lines[at]
    if method == "GET" then
      requests[#requests + 1] = wrk.format(method, path .. text, headers)
    else
      requests[#requests + 1] = wrk.format(method, path, headers, text)
    end
  end
  next_one = 0
end

function request()
  next_one = next_one % #requests + 1
  return requests[next_one]
end
