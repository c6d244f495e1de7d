;;; evident-mode.el --- Evident: distributed protocols -*- lexical-binding: t -*-

;; Package-Requires: ((emacs "28.1") (eglot "1.9"))

;;; Commentary:
;; Colours, indentation by braces, and the language server through Eglot.  (require 'evident-mode), then M-x eglot in a spec.

;;; Code:

(defgroup evident nil "Evident specs." :group 'languages)

(defcustom evident-server-command '("evident" "lsp")
  "Program and arguments that start the language server."
  :type '(repeat string))

(defconst evident-keywords
  '("after" "all" "always" "and" "any" "as" "assert" "assume" "at" "become" "before" "class" "durable" "each" "else"
    "emit" "enum" "eventually" "exists" "extern" "fn" "for" "forall" "from" "if" "iff" "implies" "import" "in"
    "invariant" "latest" "leads_to" "let" "match" "message" "mod" "not" "on" "once" "or" "param" "process"
    "program" "property" "prove" "refine" "send" "sent" "spawn" "spec" "state" "stop" "switch" "system" "then"
    "to" "type" "until" "var" "variants" "was_sent" "when" "with")
  "Reserved words of the language.")

(defvar evident-font-lock-keywords
  `((,(regexp-opt evident-keywords 'symbols) . font-lock-keyword-face)
    ("^\\s-*\\(\\(?:fair\\s-+\\)?action\\)\\s-+\\([a-z_]\\w*\\)" (1 font-lock-keyword-face) (2 font-lock-function-name-face))
    ("^\\s-*\\(timer\\)\\s-+\\([a-z_]\\w*\\)" (1 font-lock-keyword-face) (2 font-lock-function-name-face))
    ("\\_<\\(set\\)\\s-+[a-z_]\\w*\\s-+\\(?:after\\|\\(between\\)\\)" (1 font-lock-keyword-face) (2 font-lock-keyword-face nil t))
    ("\\_<\\(cancel\\)\\s-+[a-z_]" 1 font-lock-keyword-face)
    ("^\\(clocks\\s-+drift\\)\\_>" 1 font-lock-keyword-face)
    ("^\\(input\\|output\\|check\\|scenario\\|predicate\\|environment\\|observer\\|quorum\\|links\\|use\\|open\\)\\s-+[a-zA-Z]" 1 font-lock-keyword-face)
    ("\\_<\\(?:fn\\|message\\|input\\|output\\|on\\|send\\|emit\\)\\s-+\\([a-z_]\\w*\\)" 1 font-lock-function-name-face)
    ("\\_<\\(?:true\\|false\\|self\\|None\\|Some\\)\\_>" . font-lock-constant-face)
    ("\\_<[A-Z]\\w*" . font-lock-type-face)
    ("\\_<var\\s-+\\([a-z_]\\w*\\)" 1 font-lock-variable-name-face))
  "Colours of Evident.")

(defvar evident-mode-syntax-table
  (let ((table (make-syntax-table)))
    (modify-syntax-entry ?_ "_" table)
    (modify-syntax-entry ?/ ". 12" table)
    (modify-syntax-entry ?\n ">" table)
    (modify-syntax-entry ?\" "\"" table)
    table)
  "Syntax of Evident: // comments, strings, braces.")

(defun evident-indent-line ()
  "Indent by the depth of brackets.
A closing bracket stands with the line that opened it."
  (let* ((depth (save-excursion (back-to-indentation)
                                (- (car (syntax-ppss)) (if (looking-at-p "[])}]") 1 0))))
         (column (* 2 (max 0 depth))))
    (if (<= (current-column) (current-indentation)) (indent-line-to column)
      (save-excursion (indent-line-to column)))))

;;;###autoload
(define-derived-mode evident-mode prog-mode "Evident"
  "Major mode for Evident specs."
  (setq-local comment-start "// " comment-end "" comment-start-skip "///?\\s-*"
              font-lock-defaults '(evident-font-lock-keywords)
              indent-line-function #'evident-indent-line indent-tabs-mode nil))

;;;###autoload
(add-to-list 'auto-mode-alist '("\\.evd\\'" . evident-mode))

(defvar eglot-server-programs)
(with-eval-after-load 'eglot
  (add-to-list 'eglot-server-programs '(evident-mode . (lambda (&rest _) evident-server-command))))

;; Runs: what they find are diagnostics; verdicts stand behind the statements.

(declare-function eglot-current-server "ext:eglot")
(declare-function jsonrpc-request "jsonrpc")

(defvar-local evident--verdicts nil "Overlays that show what the last run says.")

(defun evident--uri () "The URI of this buffer's file." (concat "file://" (file-truename buffer-file-name)))

(defun evident--outdate (&rest _)
  "Say of all shown verdicts that the text is another one now."
  (dolist (overlay evident--verdicts)
    (unless (overlay-get overlay 'evident-old)
      (overlay-put overlay 'evident-old t)
      (overlay-put overlay 'after-string
                   (propertize (concat (overlay-get overlay 'after-string) ", before the last change") 'face 'shadow)))))

(defun evident-show-verdicts ()
  "Show behind each statement what the last run says of it."
  (interactive)
  (mapc #'delete-overlay evident--verdicts)
  (setq evident--verdicts nil)
  (mapc
   (lambda (statement)
     (let ((text (plist-get statement :text))
           (line (plist-get (plist-get (plist-get statement :range) :start) :line)))
       (when text
         (save-excursion
           (goto-char (point-min))
           (forward-line line)
           (let ((overlay (make-overlay (line-beginning-position) (line-end-position)))
                 (bad (equal (plist-get statement :verdict) "violated")))
             (overlay-put overlay 'after-string
                          (propertize (format "   %s%s" (if bad "✗ " "") text) 'face (if bad 'error 'shadow)))
             (push overlay evident--verdicts))))))
   (jsonrpc-request (eglot-current-server) :evident/statements (list :textDocument (list :uri (evident--uri)))))
  (add-hook 'after-change-functions #'evident--outdate nil t))

(defun evident-run (&optional tries)
  "Simulate this spec; with a prefix argument, TRIES seeds.
What is found becomes a diagnostic, verdicts stand behind the statements,
and the run is shown in the buffer *Evident run*."
  (interactive "P")
  (let* ((argument (append (list :uri (evident--uri)) (when tries (list :tries (prefix-numeric-value tries)))))
         (answer (jsonrpc-request (eglot-current-server) :workspace/executeCommand
                                  (list :command "evident.server.run" :arguments (vector argument)) :timeout 600))
         (problem (plist-get answer :error)))
    (when problem (user-error "%s" problem))
    (evident-show-verdicts)
    (with-current-buffer (get-buffer-create "*Evident run*")
      (let ((inhibit-read-only t))
        (erase-buffer)
        (insert (plist-get answer :text)))
      (special-mode)
      (goto-char (point-min))
      (display-buffer (current-buffer)))))

(provide 'evident-mode)
;;; evident-mode.el ends here
