/// The grammar of Evident. One declaration is parsed at a time (`chunk`): frontend/syntax cuts the token list at declaration
/// keywords first, so that a mistake in one declaration never damages another. Operators are a flat list here; frontend/syntax
/// resolves precedence. Keep it SLL: left-factored, `let` chains and `else if` chains as loops.
grammar Evident;

chunk : decl EOF ;

decl
    : SPEC name                                                                     # specDecl
    | IMPORT (path | TEXT) (AS name)?                                               # importDecl
    | USE (path | TEXT) (LPAREN (useArg (COMMA useArg)* COMMA?)? RPAREN)? (AS name)?   # useDecl
    | PARAM (TYPE upper | name COLON type)                                          # paramDecl
    | ASSUME name EQ expr                                                           # assumeDecl
    | TYPE upper typeParams? EQ type                                                # typeDecl
    | ENUM upper typeParams? LBRACE (constructor (COMMA constructor)* COMMA?)? RBRACE  # enumDecl
    | EXTERN? FN name typeParams? LPAREN params? RPAREN (COLON type)? (DECREASES measure)? (EQ expr)?  # fnDecl
    | (INPUT | OUTPUT | MESSAGE) name LPAREN params? RPAREN                         # messageDecl
    | CLASS upper (LPAREN params? RPAREN)? (COLON type)? EQ classExpr               # classDecl
    | DURABLE? STATE upper (LPAREN params? RPAREN)? (COLON type)? EQ expr LBRACE stateClause* RBRACE  # stateDecl
    | ENVIRONMENT? DURABLE? OPEN? PROCESS upper (LPAREN params? RPAREN)? LBRACE member* RBRACE   # processDecl
    | OBSERVER upper LBRACE member* RBRACE                                          # observerDecl
    | QUORUM upper OF postfix EQ name (EQEQ | GE | GT | LE | LT) expr               # quorumDecl
    | LINKS LOWER+ (OF path (COMMA path)*)? (FROM expr)? (TO expr)?                  # linksDecl
    | SYSTEM upper EQ classExpr                                                     # systemDecl
    | CLOCKS DRIFT expr (PERCENT | PPM)                                             # clocksDecl
    | (PROPERTY | INVARIANT) name EQ expr                                           # propertyDecl
    | PREDICATE name LPAREN params? RPAREN EQ expr                                  # predicateDecl
    | PROVE path (COMMA path)* (BY path (COMMA path)*)?                             # proveDecl
    | CHECK path (COMMA path)* (IN path)? (FROM SCENARIO path)? (WITH binding (COMMA binding)*)?
      (GIVEN given ((COMMA | THEN) given)*)?
      (BOUND expr (COMMA expr)*)? (FAULTS faultItem (COMMA faultItem)*)?            # checkDecl
    | SCENARIO name (IN path)? (FROM path)? (WITH binding (COMMA binding)*)? (LBRACE scenarioStep* RBRACE | EQ scenarioStep+)  # scenarioDecl
    ;

useArg : name EQ arg | upper EQ type ;
binding : path EQ (ANY name? | expr) ;
given : path callArgs? TO expr (FROM expr)? ;
faultItem : name ((LE | LT | EQEQ) expr)? ;
scenarioStep
    : EXPECT expr                                               # expectStep
    | WAIT expr                                                 # waitStep
    | FAIRLY (UNTIL expr)?                                      # fairlyStep
    | path callArgs? TO expr (COMMA expr)* (FROM expr)?         # inputStep
    | postfix (RECEIVES | REJECTS | LOSES) path callArgs? (FROM expr (COMMA expr)*)? AGAIN?   # messageStep
    | postfix DOES path callArgs?                               # actionStep
    | postfix (STARTS | CRASHES | RESTARTS)                     # outageStep
    | expr                                                      # noStep
    ;

typeParams : LT upper (COMMA upper)* GT ;
params : param (COMMA param)* ;
param : name (COLON type)? ;
constructor : upper (LPAREN params? RPAREN)? ;
stateClause : ON classExpr ARROW expr ;

path : anyName (DOT anyName)* ;
anyName : name | upper ;
upper : UPPER ;
name : LOWER | START | softName ;

// ---- types

type : typeAtom (ARROW type)? ;
typeAtom
    : (LOWER DOT)* (UPPER | LOWER) (LT type (COMMA type)* GT)?  # namedType
    | LPAREN (type (COMMA type)*)? RPAREN                       # tupleType
    | LBRACE (fieldType (COMMA fieldType)* COMMA?)? RBRACE      # recordType
    ;
fieldType : name COLON type ;

// ---- patterns

pattern
    : UNDERSCORE                                                # wildcardPattern
    | CARET postfix                                             # pinPattern
    | MINUS? literal                                            # literalPattern
    | LOWER                                                     # bindPattern
    | softName                                                  # softBindPattern
    | (LOWER DOT)* UPPER (openParen (pattern (COMMA pattern)*)? RPAREN)?   # constructorPattern
    | openParen (pattern (COMMA pattern)* COMMA?)? RPAREN       # tuplePattern
    | LBRACE fieldPattern (COMMA fieldPattern)* COMMA? RBRACE   # recordPattern
    ;
fieldPattern : name (EQ pattern)? ;
softName : TIMER | SET | CANCEL | BETWEEN | CLOCKS | DRIFT | PERCENT | PPM
         | GIVEN | BOUND | FAULTS | AFFECTS | SENDS | DECREASES | BY | OF | OPEN | ACTION | FAIR | ONLY | USE | SCENARIO
         | INPUT | OUTPUT | CHECK | PREDICATE | IN_FLIGHT | HAPPENED | RUNS | EXPECT | WAIT | FAIRLY | RECEIVES | REJECTS | LOSES
         | AGAIN | DOES | STARTS | CRASHES | RESTARTS | ENVIRONMENT | OBSERVER | QUORUM | LINKS ;

literal : INT | TEXT | BYTES | DURATION | TRUE | FALSE ;

// ---- expressions

expr : letHead* body ;
letHead : LET pattern (COLON type)? EQ expr LET_IN ;
body : block | prefixed (binop prefixed)* (binop (block | letHead+ body))? ;
binop : PLUS | MINUS | STAR | SLASH | MOD | EQEQ | NE | LT | LE | GT | GE | LT_AT | AND | OR | IMPLIES | IFF | IN | NOT IN
      | LEADS_TO | BEFORE | AFTER_EVENT | AT_SIGN | EQ ;
prefixed : (MINUS | NOT)* postfix ;
/// After `decreases`: no `=`, which begins the body; what extends to the right stands in parentheses.
measure : prefixed (measureOp prefixed)* ;
measureOp : PLUS | MINUS | STAR | SLASH | MOD | EQEQ | NE | LT | LE | GT | GE | AND | OR | IMPLIES | IFF | IN | NOT IN ;

/// Forms that extend as far as possible to the right.
block
    : IF expr THEN expr (ELSE_IF IF expr THEN expr)* ELSE expr  # ifBlock
    | (NOT)* (FORALL | EXISTS) quantified (COMMA quantified)* COLON expr   # quantifierBlock
    | (ALL | ANY) pattern IN expr COLON expr                    # boundedBlock
    | (AFTER postfix)? SEND path callArgs (TO expr)?            # sendBlock
    | EMIT path callArgs (TO expr)?                             # emitBlock
    | (ALWAYS | EVENTUALLY) expr                                # temporalBlock
    ;
quantified : name ((IN | LT | LT_AT | GT | LE | GE) expr)? ;

postfix : primary suffix* ;
suffix
    : LPAREN (arg (COMMA arg)* COMMA?)? RPAREN                  # callSuffix
    | LBRACK expr RBRACK                                        # indexSuffix
    | DOT anyName                                               # fieldSuffix
    | OF path callArgs? (AT postfix)?                           # ofSuffix
    | AT postfix RUNS?                                          # atSuffix
    ;
callArgs : openParen (arg (COMMA arg)* COMMA?)? RPAREN ;
arg : lambda | expr ;
lambda : (LOWER | softName | UNDERSCORE | openParen (lambdaParam (COMMA lambdaParam)*)? RPAREN) FATARROW expr ;
lambdaParam : pattern (COLON type)? ;

primary
    : literal                                                   # literalPrimary
    | (LOWER | UPPER)                                           # namePrimary
    | (WAS_SENT | IN_FLIGHT) path callArgs (BY postfix)? (TO postfix)?  # travelPrimary
    | HAPPENED path callArgs? (AT postfix)?                     # happenedPrimary
    | softName                                                  # softPrimary
    | SELF                                                      # selfPrimary
    | UNDERSCORE                                                # holePrimary
    | START                                                     # startPrimary
    | openParen (expr (COMMA expr)* COMMA?)? RPAREN             # parenPrimary
    | openBrack (expr (comprehension | (COMMA expr)* COMMA?))? RBRACK   # listPrimary
    | LBRACE braces? RBRACE                                     # bracePrimary
    | MATCH expr LBRACE (matchArm (COMMA matchArm)* COMMA?)? RBRACE     # matchPrimary
    | SENT path callArgs                                        # sentPrimary
    ;
matchArm : pattern (WHEN expr)? FATARROW expr ;
braces
    : fieldInit (COMMA fieldInit)* COMMA?                                           # recordBraces
    | expr WITH fieldInit (COMMA fieldInit)* COMMA?                                 # updateBraces
    | expr COLON expr (comprehension | (COMMA mapEntry)* COMMA?)                    # mapBraces
    | expr (comprehension | (COMMA expr)* COMMA?)                                   # setBraces
    ;
mapEntry : expr COLON expr ;
fieldInit : anyName EQ expr ;
comprehension : FOR generator (COMMA generator)* (IF expr)? ;
generator : pattern IN expr ;
openParen : LPAREN | LPAREN_LINE ;
openBrack : LBRACK | LBRACK_LINE ;

// ---- event classes

classExpr : classRule (OROR classRule)* ;
classRule : classPair (WHEN expr)? (FATARROW EACH? expr)? ;
classPair : classPost (AMP classPost)* ;
classPost : classPrefix classSuffix* ;
classSuffix : AS pattern | UNTIL classPrefix | AT postfix ;
classPrefix
    : ONCE classPrefix                                          # onceClass
    | BEFORE classPrefix                                        # beforeClass
    | LATEST classPrefix (ELSE | ELSE_IF) expr                  # latestClass
    | EACH pattern IN classPair SPAWN classPrimary              # eachClass
    | classPrimary                                              # plainClass
    ;
classPrimary
    : START                                                     # startClass
    | messageClass                                              # messageClassPrimary
    | (LOWER DOT)* UPPER callArgs?                              # classRefPrimary
    | openParen classExpr RPAREN                                # parenClass
    ;
messageClass : messagePath (LPAREN (pattern (COMMA pattern)* COMMA?)? RPAREN)? (FROM pattern)? ;
messagePath : (LOWER | softName) (DOT (LOWER | softName))* ;

// ---- processes

member
    : DURABLE? VAR name (COLON type)? EQ expr                                       # varMember
    | ON (START | SENT? messageClass | ownedAction) seen* (WHEN expr)? stmtBlock   # handlerMember
    | FAIR? ACTION name (LPAREN (actionParam (COMMA actionParam)*)? RPAREN)? (WHEN expr)? stmtBlock   # actionMember
    | ONLY (frameKind (COMMA frameKind)*)? (AFFECTS | SENDS) path (COMMA path)*     # frameMember
    | TIMER name                                                                    # timerMember
    ;
/// What an observer sees: who sent, to whom, where it happened; `P.a(x)`.
seen : (BY | TO | AT) pattern ;
ownedAction : ownedPath (LPAREN (pattern (COMMA pattern)* COMMA?)? RPAREN)? ;
ownedPath : (LOWER DOT)* UPPER DOT anyName ;
actionParam : name IN expr ;
frameKind : ON? path ;

stmtBlock : LBRACE stmt* RBRACE ;
stmt
    : postfix (ASSIGN | PLUS_ASSIGN | MINUS_ASSIGN | EQ) expr                       # assignStmt
    | LET pattern (COLON type)? (EQ | ASSIGN) expr                                  # letStmt
    | IF expr stmtBlock (ELSE_IF IF expr stmtBlock)* (ELSE stmtBlock)?              # ifStmt
    | MATCH expr LBRACE (stmtArm COMMA?)* RBRACE                                    # matchStmt
    | FOR pattern IN expr stmtBlock                                                 # forStmt
    | ((AFTER postfix)? SEND path callArgs (TO expr)? | EMIT path callArgs (TO expr)?)  # outputStmt
    | messagePath callArgs                                                          # callStmt
    | SPAWN path callArgs?                                                          # spawnStmt
    | BECOME path callArgs?                                                         # becomeStmt
    | STOP                                                                          # stopStmt
    | ASSERT expr                                                                   # assertStmt
    | SET name (AFTER postfix | BETWEEN postfix AND postfix)                        # setStmt
    | CANCEL name                                                                   # cancelStmt
    ;
stmtArm : pattern (WHEN expr)? FATARROW stmtBlock ;

// ---- tokens

SPEC : 'spec' ; IMPORT : 'import' ; USE : 'use' ; AS : 'as' ; PARAM : 'param' ; TYPE : 'type' ; ASSUME : 'assume' ; ENUM : 'enum' ;
FN : 'fn' ; EXTERN : 'extern' ; INPUT : 'input' ; OUTPUT : 'output' ; MESSAGE : 'message' ; CLASS : 'class' ; STATE : 'state' ;
PROCESS : 'process' ; SYSTEM : 'system' ; PROPERTY : 'property' ; INVARIANT : 'invariant' ; PROVE : 'prove' ; CHECK : 'check' ;
PREDICATE : 'predicate' ; SCENARIO : 'scenario' ; ENVIRONMENT : 'environment' ; OBSERVER : 'observer' ; QUORUM : 'quorum' ;
LINKS : 'links' ; PROGRAM : 'program' ; REFINE : 'refine' ; VARIANTS : 'variants' ; SWITCH : 'switch' ;
IF : 'if' ; THEN : 'then' ; ELSE : 'else' ; MATCH : 'match' ; LET : 'let' ; IN : 'in' ; FOR : 'for' ; WITH : 'with' ;
NOT : 'not' ; AND : 'and' ; OR : 'or' ; IMPLIES : 'implies' ; IFF : 'iff' ; MOD : 'mod' ; ALL : 'all' ; ANY : 'any' ;
FORALL : 'forall' ; EXISTS : 'exists' ; TRUE : 'true' ; FALSE : 'false' ; SELF : 'self' ; START : 'start' ; ONCE : 'once' ;
UNTIL : 'until' ; BEFORE : 'before' ; AFTER : 'after' ; LATEST : 'latest' ; EACH : 'each' ; SPAWN : 'spawn' ; AT : 'at' ;
WHEN : 'when' ; ON : 'on' ; FROM : 'from' ; ACTION : 'action' ; FAIR : 'fair' ; DURABLE : 'durable' ; VAR : 'var' ; OPEN : 'open' ;
ONLY : 'only' ; AFFECTS : 'affects' ; SENDS : 'sends' ; SEND : 'send' ; TO : 'to' ; EMIT : 'emit' ; STOP : 'stop' ; BECOME : 'become' ;
ASSERT : 'assert' ; RUNS : 'runs' ; HAPPENED : 'happened' ;
OF : 'of' ; ALWAYS : 'always' ; EVENTUALLY : 'eventually' ; LEADS_TO : 'leads_to' ; SENT : 'sent' ; WAS_SENT : 'was_sent' ;
IN_FLIGHT : 'in_flight' ; BY : 'by' ;
EXPECT : 'expect' ; WAIT : 'wait' ; FAIRLY : 'fairly' ; RECEIVES : 'receives' ; REJECTS : 'rejects' ; LOSES : 'loses' ;
AGAIN : 'again' ; DOES : 'does' ; STARTS : 'starts' ; CRASHES : 'crashes' ; RESTARTS : 'restarts' ;
TIMER : 'timer' ; SET : 'set' ; CANCEL : 'cancel' ; BETWEEN : 'between' ;
CLOCKS : 'clocks' ; DRIFT : 'drift' ; PERCENT : 'percent' ; PPM : 'ppm' ;
GIVEN : 'given' ; BOUND : 'bound' ; FAULTS : 'faults' ; DECREASES : 'decreases' ;

LPAREN : '(' ; RPAREN : ')' ; LBRACK : '[' ; RBRACK : ']' ; LBRACE : '{' ; RBRACE : '}' ;
COMMA : ',' ; DOT : '.' ; COLON : ':' ; UNDERSCORE : '_' ; CARET : '^' ; AT_SIGN : '@' ; LT_AT : '<@' ;
ASSIGN : ':=' ; PLUS_ASSIGN : '+=' ; MINUS_ASSIGN : '-=' ; EQ : '=' ; EQEQ : '==' ; NE : '!=' ; LE : '<=' ; GE : '>=' ; LT : '<' ; GT : '>' ;
FATARROW : '=>' ; ARROW : '->' ; OROR : '||' ; AMP : '&' ; PLUS : '+' ; MINUS : '-' ; STAR : '*' ; SLASH : '/' ;

/// Written by users of other languages; frontend/syntax reports them and puts the right token in their place.
FOREIGN : '&&' | '!' | '%' | '===' | '!==' | '<>' | '=<' | '/\\' | '\\/' | ';' | '++' | '--' | '::' | '|' ;

DURATION : DIGITS ('ns' | 'us' | 'ms' | 's' | 'min' | 'h') ;
INT : '0x' [0-9a-fA-F_]+ | DIGITS ;
BAD_NUMBER : DIGITS [a-zA-Z_] [a-zA-Z_0-9]* | DIGITS '.' DIGITS ;
fragment DIGITS : [0-9] [0-9_]* ;
BYTES : 'b"' TEXT_PART* '"' ;
TEXT : '"' TEXT_PART* '"' ;
OPEN_TEXT : 'b'? '"' TEXT_PART* ;
fragment TEXT_PART : ~["\\\r\n] | '\\' ~[\r\n] ;
LOWER : [a-z_] [a-zA-Z0-9_]* ;
UPPER : [A-Z] [a-zA-Z0-9_]* ;
DOC_COMMENT : '///' ~[\r\n]* -> channel(HIDDEN) ;
COMMENT : '//' ~[\r\n]* -> channel(HIDDEN) ;
BLOCK_COMMENT : '/*' .*? '*/' -> channel(HIDDEN) ;
OPEN_COMMENT : '/*' (~'*' | '*'+ ~[*/])* '*'* -> channel(HIDDEN) ;
SPACE : [ \t\r\n]+ -> skip ;
UNKNOWN : . ;

/// Never made by the lexer: an opening bracket that begins a line, so it does not continue the expression before it.
LPAREN_LINE : '(' [\u0000] ;
LBRACK_LINE : '[' [\u0000] ;
/// The `in` of `let x = e in b`, told apart from membership before parsing.
LET_IN : 'in' [\u0000] ;
/// The `after` of `x after e` in a statement about runs; elsewhere `after` is a delay.
AFTER_EVENT : 'after' [\u0000] ;
/// An `else` before an `if`: it goes on with the chain, which the parser would else find out only at the chain's end.
ELSE_IF : 'else' [\u0000] ;
