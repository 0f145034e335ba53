-- wrk asks for a random item each time. Arguments: a file of keys, one a line, and what stands before and after each.
local requests = {}

function init(arguments)
    local before, after = arguments[2], arguments[3] or ""
    for key in io.lines(arguments[1]) do
        requests[#requests + 1] = wrk.format("GET", before .. key .. after)
    end
    math.randomseed(os.time())
end

function request()
    return requests[math.random(#requests)]
end
