-- wrk asks for a random item each time; the first argument names a file of keys, one a line.
local requests = {}

function init(arguments)
    for key in io.lines(arguments[1]) do
        requests[#requests + 1] = wrk.format("GET", "/lookup/" .. key)
    end
    math.randomseed(os.time())
end

function request()
    return requests[math.random(#requests)]
end
