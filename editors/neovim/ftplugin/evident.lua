vim.bo.commentstring = "// %s"
vim.bo.comments = ":///,://"
vim.bo.shiftwidth = 2
vim.bo.expandtab = true
if vim.fn.executable(require("evident").cmd[1]) == 1 then
  require("evident").start()
  vim.cmd([[autocmd BufEnter,CursorHold,InsertLeave <buffer> lua require("evident").refresh()]])
  vim.cmd([[command! -buffer -nargs=? EvidentRun lua require("evident").run({ tries = tonumber("<args>") })]])
  vim.cmd([[command! -buffer -nargs=* EvidentExplore lua require("evident").explore({ check = <q-args> })]])
  vim.cmd([[command! -buffer EvidentStop lua require("evident").stop()]])
end
