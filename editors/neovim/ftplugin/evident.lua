vim.bo.commentstring = "// %s"
vim.bo.comments = ":///,://"
vim.bo.shiftwidth = 2
vim.bo.expandtab = true
if vim.fn.executable(require("evident").cmd[1]) == 1 then require("evident").start() end
