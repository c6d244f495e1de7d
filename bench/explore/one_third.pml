/* The one-third rule of one_third.evd, for SPIN: n = 4, votes are taken one at a time, two rounds, messages stay. */
#ifndef ROUNDS
#define ROUNDS 2
#endif
byte round[4]; bit est[4]; byte ones[4]; byte zeros[4]; byte from[4]; bit decided[4];
byte vote[ROUNDS*4];   /* 0: not cast; 1: false; 2: true */

#define CAST(p, q) (round[p] < ROUNDS && vote[round[p]*4+q] != 0 && !(from[p] & (1 << q)))
#define TAKE(p, q) atomic { CAST(p, q) -> \
  if :: vote[round[p]*4+q] == 2 -> ones[p]++ :: else -> zeros[p]++ fi; \
  from[p] = from[p] | (1 << q); \
  if :: ones[p] + zeros[p] == 3 -> \
       est[p] = (ones[p] >= 2); \
       if :: ones[p] == 3 || zeros[p] == 3 -> decided[p] = 1 :: else fi; \
       round[p]++; ones[p] = 0; zeros[p] = 0; from[p] = 0; \
       if :: round[p] < ROUNDS -> vote[round[p]*4+p] = est[p] + 1 :: else fi \
     :: else fi; \
  assert(!(decided[0] && decided[1] && est[0] != est[1])); assert(!(decided[0] && decided[2] && est[0] != est[2])); \
  assert(!(decided[0] && decided[3] && est[0] != est[3])); assert(!(decided[1] && decided[2] && est[1] != est[2])); \
  assert(!(decided[1] && decided[3] && est[1] != est[3])); assert(!(decided[2] && decided[3] && est[2] != est[3])) }

active proctype All() {
  atomic { est[0] = 1; est[1] = 1; vote[0] = 2; vote[1] = 2; vote[2] = 1; vote[3] = 1 }
end:
  do
  :: TAKE(0,0)
  :: TAKE(0,1)
  :: TAKE(0,2)
  :: TAKE(0,3)
  :: TAKE(1,0)
  :: TAKE(1,1)
  :: TAKE(1,2)
  :: TAKE(1,3)
  :: TAKE(2,0)
  :: TAKE(2,1)
  :: TAKE(2,2)
  :: TAKE(2,3)
  :: TAKE(3,0)
  :: TAKE(3,1)
  :: TAKE(3,2)
  :: TAKE(3,3)
  od
}
