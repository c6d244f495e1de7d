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

;; Runs and explorations: what they find are diagnostics; verdicts stand behind the statements.

(require 'subr-x)
(declare-function eglot-current-server "ext:eglot")
(declare-function jsonrpc-request "jsonrpc")
(declare-function jsonrpc-async-request "jsonrpc")

(defvar-local evident--verdicts nil "Overlays that show what runs and explorations say.")

(defun evident--uri () "The URI of this buffer's file." (concat "file://" (file-truename buffer-file-name)))

(defun evident--outdate (&rest _)
  "Say of all shown verdicts that the text is another one now."
  (dolist (overlay evident--verdicts)
    (unless (overlay-get overlay 'evident-old)
      (overlay-put overlay 'evident-old t)
      (overlay-put overlay 'after-string
                   (propertize (concat (overlay-get overlay 'after-string) ", before the last change") 'face 'shadow)))))

(defun evident-show-verdicts ()
  "Show behind each statement what runs and explorations say of it."
  (interactive)
  (mapc #'delete-overlay evident--verdicts)
  (setq evident--verdicts nil)
  (mapc
   (lambda (statement)
     (let* ((explored (plist-get statement :explored))
            (text (plist-get (or explored statement) :text))
            (verdict (plist-get (or explored statement) :verdict))
            (old (and text (not (eq t (plist-get (or explored statement) :fresh)))))
            (line (plist-get (plist-get (plist-get statement :range) :start) :line)))
       (when text
         (save-excursion
           (goto-char (point-min))
           (forward-line line)
           (let ((overlay (make-overlay (line-beginning-position) (line-end-position)))
                 (bad (member verdict '("violated" "refuted"))))
             (overlay-put overlay 'after-string
                          (propertize (format "   %s%s%s" (if bad "✗ " "") (string-remove-prefix "✗ " text)
                                              (if old ", before the last change" ""))
                                      'face (if (and bad (not old)) 'error 'shadow)))
             (overlay-put overlay 'evident-old old)
             (push overlay evident--verdicts))))))
   (jsonrpc-request (eglot-current-server) :evident/statements (list :textDocument (list :uri (evident--uri)))))
  (add-hook 'after-change-functions #'evident--outdate nil t))

(defun evident--show (name text)
  "Show TEXT in the buffer NAME."
  (with-current-buffer (get-buffer-create name)
    (let ((inhibit-read-only t))
      (erase-buffer)
      (insert text))
    (special-mode)
    (goto-char (point-min))
    (display-buffer (current-buffer))))

(defun evident-explore (&optional check)
  "Explore the checks of this spec; with a prefix argument, only CHECK.
The editor goes on meanwhile.
What refutes a statement becomes a diagnostic, and verdicts stand behind
the statements and checks."
  (interactive (list (when current-prefix-arg (read-string "Check (its statements, or its line): "))))
  (let ((buffer (current-buffer)))
    (jsonrpc-async-request
     (eglot-current-server) :workspace/executeCommand
     (list :command "evident.server.explore"
           :arguments (vector (append (list :uri (evident--uri)) (when check (list :check check)))))
     :timeout 1000000
     :success-fn (lambda (answer)
                   (if (plist-get answer :error) (message "%s" (plist-get answer :error))
                     (when (buffer-live-p buffer) (with-current-buffer buffer (evident-show-verdicts)))
                     (evident--show "*Evident exploration*" (plist-get answer :text))))
     :error-fn (lambda (problem) (message "%s" (plist-get problem :message))))
    (message "Exploring; M-x evident-stop-exploring ends it")))

(defun evident-stop-exploring ()
  "End the explorations of this spec; what they have found until then counts."
  (interactive)
  (message "%s" (plist-get (jsonrpc-request (eglot-current-server) :workspace/executeCommand
                                            (list :command "evident.server.stopExploring"
                                                  :arguments (vector (list :uri (evident--uri)))))
                           :text)))

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
    (evident--show "*Evident run*" (plist-get answer :text))))

(provide 'evident-mode)
;;; evident-mode.el ends here
