-- wrk sends each request of a file once; the first argument names it. The file holds whole requests, each after a line
-- with its length. When all are sent, what follows is answered 404 and so fails the run.
local file

function init(arguments)
    file = assert(io.open(arguments[1], "rb"))
end

function request()
    local length = file:read("*l")
    if length then
        return file:read(tonumber(length))
    end
    return wrk.format("GET", "/no/requests/are/left")
end
