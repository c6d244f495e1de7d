-- Drives Neovim's own client: opens a spec, and writes what it learned as JSON to $EVD_OUT.
local found = {}
local function finish(problem)
  found.problem = problem
  vim.fn.writefile({ vim.fn.json_encode(found) }, vim.env.EVD_OUT)
  vim.cmd("qall!")
end
local function await(what, probe)
  if not vim.wait(15000, probe, 20) then finish("no " .. what .. " within 15 s") end
end
local function ask(method, line, column, extra)
  local here = { textDocument = vim.lsp.util.make_text_document_params(), position = { line = line - 1, character = column - 1 } }
  local params = vim.tbl_extend("force", here, extra or {})
  local answers = vim.lsp.buf_request_sync(0, method, params, 15000) or {}
  for _, answer in pairs(answers) do return answer.result, answer.error end
end

local ok, problem = pcall(function()
  vim.cmd("edit high_water.evd")
  found.filetype = vim.bo.filetype
  await("client", function() local clients = vim.lsp.buf_get_clients(0); for _, client in pairs(clients) do return client.initialized end end)
  found.hover = ask("textDocument/hover", 15, 16)
  found.definition = ask("textDocument/definition", 15, 16)
  found.syntax = vim.fn.synIDattr(vim.fn.synID(11, 1, 1), "name")
  found.before = #vim.diagnostic.get(0)
  vim.api.nvim_buf_set_lines(0, 14, 15, false, { "    best := greatest(best, x)" })
  await("diagnostic", function() return #vim.diagnostic.get(0) > 0 end)
  local first = vim.diagnostic.get(0)[1]
  found.diagnostic = { line = first.lnum + 1, message = first.message, code = first.code or first.user_data.lsp.code }
  vim.api.nvim_buf_set_lines(0, 14, 15, false, { "    best := greater(best, x)" })
  await("repaired text", function() return #vim.diagnostic.get(0) == 0 end)
  found.after = #vim.diagnostic.get(0)
  -- A run: the violation is a diagnostic, and the lens at the invariant says it.
  vim.cmd("edit! boss.evd")
  await("client", function() local clients = vim.lsp.buf_get_clients(0); for _, client in pairs(clients) do return client.initialized end end)
  vim.cmd("EvidentRun")
  await("violation", function() return #vim.diagnostic.get(0) > 0 end)
  found.violation = vim.diagnostic.get(0)[1].message
  found.lenses = ask("textDocument/codeLens", 1, 1)
  await("shown run", function()
    for _, window in ipairs(vim.api.nvim_list_wins()) do
      local text = table.concat(vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(window), 0, -1, false), "\n")
      if text:match("is violated") then found.run = text; return true end
    end
  end)
  -- An exploration: the refutation is a diagnostic, and the lens at the check says it.
  vim.cmd("edit! counted.evd")
  await("client", function() local clients = vim.lsp.buf_get_clients(0); for _, client in pairs(clients) do return client.initialized end end)
  vim.cmd("EvidentExplore few")
  await("refutation", function() return #vim.diagnostic.get(0) > 0 end)
  found.refutation = vim.diagnostic.get(0)[1].message
  found.checked = ask("textDocument/codeLens", 1, 1)
end)
finish(not ok and tostring(problem) or nil)
