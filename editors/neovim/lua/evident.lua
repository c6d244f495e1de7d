-- Evident for Neovim: starts `evident lsp` for a buffer, one server per workspace. Plain LSP, no plugins needed.
local evident = { cmd = { "evident", "lsp" }, settings = {} }
local clients = {}

--- The folder of the repository or, failing that, of the file.
local function root_of(file)
  local folder = vim.fn.fnamemodify(file, ":p:h")
  local git = vim.fn.finddir(".git", folder .. ";")
  return git ~= "" and vim.fn.fnamemodify(git, ":p:h:h") or folder
end

--- Attaches the current buffer to the server.
function evident.start()
  local root = root_of(vim.api.nvim_buf_get_name(0))
  local config = {
    name = "evident", cmd = evident.cmd, root_dir = root, settings = { evident = evident.settings },
    capabilities = vim.lsp.protocol.make_client_capabilities(),
  }
  if vim.lsp.start then return vim.lsp.start(config) end
  -- Neovim 0.7 has no vim.lsp.start.
  config.on_exit = function() clients[root] = nil end
  clients[root] = clients[root] or vim.lsp.start_client(config)
  if clients[root] then vim.lsp.buf_attach_client(0, clients[root]) end
  return clients[root]
end

--- Asks for what stands above declarations and statements: run, senders, and what the last run says.
function evident.refresh() if vim.lsp.codelens then vim.lsp.codelens.refresh() end end

local function show(text)
  vim.cmd("botright new")
  vim.bo.buftype, vim.bo.bufhidden, vim.bo.swapfile = "nofile", "wipe", false
  vim.api.nvim_buf_set_lines(0, 0, -1, false, vim.split(text, "\n"))
  vim.bo.modifiable = false
  vim.cmd("wincmd p")
end

--- Asks the server for a command about the spec of the current buffer, and shows what it says unless `quiet`.
local function ask(command, options)
  local argument = vim.tbl_extend("force", options or {}, { uri = vim.uri_from_bufnr(0), quiet = nil })
  vim.lsp.buf_request(0, "workspace/executeCommand", { command = command, arguments = { argument } },
    function(problem, result)
      local text = problem and problem.message or result.error or result.text
      if problem or result.error then vim.notify(text, vim.log.levels.ERROR)
      elseif not (options or {}).quiet then show(text) end
      evident.refresh()
    end)
end

--- Simulates the spec of the current buffer: `seed`, `tries`, `system`, `deployment`, `drop`, `duplicate` (docs/lsp.md). What
--- it finds becomes a diagnostic, verdicts become lenses, and the run is shown unless `quiet`.
function evident.run(options) ask("evident.server.run", options) end

--- Explores the checks of the spec, or the one that `check` names by what it is about or by its line. What refutes a statement becomes
--- a diagnostic there, verdicts become lenses.
function evident.explore(options) ask("evident.server.explore", options) end

--- Ends what is being explored; what it has found until then counts.
function evident.stop() ask("evident.server.stopExploring", { quiet = true }) end

return evident
