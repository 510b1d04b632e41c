-- Posts the sentences of a text to a tributary-service in turn, for wrk. The text has a sentence per line, with blanks
-- between its words.
--
--     wrk -t1 -c16 -d8s --latency -s tag.lua http://localhost:8080/v1/tag -- text.txt
local bodies, last = {}, 0

function init(arguments)
  for line in io.lines(arguments[1]) do
    local words = {}
    for word in line:gmatch("%S+") do
      words[#words + 1] = '"' .. word:gsub('["\\]', "\\%0") .. '"'
    end
    if #words > 0 then
      bodies[#bodies + 1] = '{"tokens":[' .. table.concat(words, ",") .. ']}'
    end
  end
end

function request()
  last = last % #bodies + 1
  return wrk.format("POST", nil, nil, bodies[last])
end
