vim.api.nvim_create_autocmd({ "BufRead", "BufNewFile" }, { pattern = "*.evd", command = "setfiletype evident" })
