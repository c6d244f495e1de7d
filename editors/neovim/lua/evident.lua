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

return evident
