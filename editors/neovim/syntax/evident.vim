" Colours without a server; the server's semantic tokens refine them.
if exists("b:current_syntax") | finish | endif
syn keyword evidentKeyword after all always and any as assert assume at become before class durable each else emit enum
    \ eventually exists extern fn for forall from if iff implies import in invariant latest leads_to let match message
    \ mod not on once or param process program property prove refine send sent spawn spec state stop switch system
    \ then to type until var variants was_sent when with
" Words that are names elsewhere are coloured where they can only be keywords.
syn match evidentKeyword /^\s*\zs\%(fair\s\+\)\?action\>\ze\s\+\a/
syn match evidentKeyword /^\zs\%(input\|output\|check\|scenario\|predicate\|environment\|observer\|quorum\|links\|use\|open\)\>\ze\s\+\a/
syn match evidentKeyword /^\s*\zstimer\>\ze\s\+\a/
syn match evidentKeyword /\<set\>\ze\s\+\a\w*\s\+\%(after\|between\)\>/
syn match evidentKeyword /\<\%(cancel\|between\)\>\ze\s\+[0-9a-z(]/
syn match evidentKeyword /^clocks\s\+drift\>/
syn match evidentKeyword /\<of\>\ze\s\+\u\w*\s\+at\>/
syn keyword evidentConstant true false None Some
syn keyword evidentSelf self start
syn keyword evidentType Int Nat Bool Unit Str Bytes Loc Duration List Set Bag Map Ring Option Class Send
syn match evidentType /\<\u\w*\>/
syn match evidentNumber /\<\%(0x[0-9a-fA-F_]\+\|\d[0-9_]*\%(ns\|us\|ms\|s\|min\|h\)\?\)\>/
syn region evidentString start=/b\?"/ skip=/\\./ end=/"/ oneline contains=evidentEscape
syn match evidentEscape /\\\%([ntr0\\"]\|x\x\x\|u{\x\{1,6}}\)/ contained
syn match evidentComment "//.*$"
syn match evidentDoc "///.*$"
hi def link evidentKeyword Keyword
hi def link evidentConstant Constant
hi def link evidentSelf Special
hi def link evidentType Type
hi def link evidentNumber Number
hi def link evidentString String
hi def link evidentEscape SpecialChar
hi def link evidentComment Comment
hi def link evidentDoc SpecialComment
let b:current_syntax = "evident"
