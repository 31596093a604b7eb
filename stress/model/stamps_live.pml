/* stamps_live.pml - same protocol core as stamps.pml, fixed programs, REAL wound-wait.
 * Progress is checked as a safety property: every wait loop is a blocking guard (a lost wakeup or deadlock
 * = invalid end state), attempts are capped by an assertion (CAP) and -DNP -l finds any remaining cycle.
 * Rules (define to switch ON):
 *   HANDOFF  a victim (doomed, or validation lost against an in-flight owner) waits, holding nothing, until the
 *            winner's transaction has ended (committed[w] >= ws) before it retries
 *   VCONF    a read-log entry owned by an in-flight transaction is a conflict (older: doom+wait+revalidate,
 *            younger: abort) instead of an unconditional abort
 *   ESC=k    after k aborts reads acquire like writes (visible reads) - starvation escape
 *   REUSE    aborted attempt keeps its serial (default: next serial by an empty commit after the undo)
 *   DOOMBOOL doomed[] is a boolean cleared at begin; default: doomed[t] holds the victim's serial, never cleared
 *   NOREASSERT the waiter dooms once, not again while waiting
 *   LATECLR  (with DOOMBOOL) flag cleared at commit/abort end before the undo is finished... -> see report
 */
#ifndef N
#define N 2
#endif
#ifndef NOBJ
#define NOBJ 3
#endif
#ifndef CAP
#define CAP 6
#endif
#ifndef ESC
#define ESC 99
#endif
#define MK(t,s,i) (((t)<<8)|((s)<<3)|(i))     /* thread:2 serial:5 incarnation:3 */
#define TH(h)   ((h)>>8)
#define SE(h)   (((h)>>3)&31)
#define IN(h)   ((h)&7)
#define VER(h)  ((h)>>3)
#define MINE(h) (VER(h)==((me<<5)|serial))
#ifdef NOINC
#define BUMP(h) (h)
#else
#define BUMP(h) MK(TH(h),SE(h),(IN(h)+1)&7)
#endif

/* op codes */
#define R0 1
#define R1 2
#define R2 3
#define W0 4      /* increment */
#define W1 5
#define W2 6
#define SETL 7    /* object 0 is a script lock: owner field */
#define CLRL 8
#define LCHK 9    /* elided acquire: lock word just read must be free */
#define AXY 10    /* assert reg[1]==reg[2] DURING the transaction */
#define NEW2 11   /* create object 2 with H=(me,serial,0), value 5: no log */
#define D2 12     /* use object 2 through the pointer read from object 0 (reg[0]!=0): read it, must be 5 */
#define U2 13     /* plain non-transactional access of object 2 after the commit (privatization) */
#define RTL 14    /* retry once by self-abort (first attempt only) */
#define ALT(t,a,b) ((me==t) -> (a) : (b))
#define SEQ1(a) (pc==0 -> a : 0)
#define SEQ2(a,b) (pc==0 -> a : (pc==1 -> b : 0))
#define SEQ3(a,b,c) (pc==0 -> a : (pc==1 -> b : (pc==2 -> c : 0)))
#define SEQ4(a,b,c,d) (pc==0 -> a : (pc==1 -> b : (pc==2 -> c : (pc==3 -> d : 0))))
#define SEQ6(a,b,c,d,e,f) (pc==0 -> a : (pc==1 -> b : (pc==2 -> c : (pc==3 -> d : (pc==4 -> e : (pc==5 -> f : 0))))))
#define SEQ7(a,b,c,d,e,f,g) (pc==0 -> a : (pc==1 -> b : (pc==2 -> c : (pc==3 -> d : (pc==4 -> e : (pc==5 -> f : (pc==6 -> g : 0)))))))
#define TXS(n) ntx=n
#if SCEN==1       /* crossing writers */
#define PROG ALT(0, SEQ2(W0,W1), SEQ2(W1,W0))
#define NTX 2
#elif SCEN==2     /* write skew shape: symmetric validation failure */
#define PROG ALT(0, SEQ3(R0,R1,W0), SEQ3(R0,R1,W1))
#define NTX 1
#elif SCEN==3     /* crossing write/read */
#define PROG ALT(0, SEQ2(W0,R1), SEQ2(W1,R0))
#define NTX 1
#elif SCEN==4     /* three-way cycle of writers */
#define PROG ALT(0, SEQ2(W0,W1), ALT(1, SEQ2(W1,W2), SEQ2(W2,W0)))
#define NTX 1
#elif SCEN==5     /* long reader-writer against a stream of small writers */
#define PROG ALT(0, SEQ3(R0,R1,W2), SEQ1(W0))
#define NTX (me==0 -> 1 : 5)
#elif SCEN==6     /* counters: everybody increments the same counter after reading it */
#define PROG SEQ2(R0,W0)
#define NTX 2
#elif SCEN==7     /* lock elision: T0 materialised over several transactions, T1 elided updater */
#define PROG ALT(0, (tx==0 -> SEQ3(R0,LCHK,SETL) : (tx==1 -> SEQ1(W1) : (tx==2 -> SEQ1(W2) : SEQ1(CLRL)))), SEQ7(R0,LCHK,R1,R2,AXY,W1,W2))
#define NTX (me==0 -> 4 : 1)
#elif SCEN==8     /* lock elision, elided reader only */
#define PROG ALT(0, (tx==0 -> SEQ3(R0,LCHK,SETL) : (tx==1 -> SEQ1(W1) : (tx==2 -> SEQ1(W2) : SEQ1(CLRL)))), SEQ6(R0,LCHK,R1,R2,AXY,0))
#define NTX (me==0 -> 4 : 2)
#elif SCEN==9     /* elided section entered inside a transaction that already wrote something the holder needs */
#define PROG ALT(0, (tx==0 -> SEQ3(R0,LCHK,SETL) : (tx==1 -> SEQ1(W1) : SEQ1(CLRL))), SEQ3(W1,R0,LCHK))
#define NTX (me==0 -> 3 : 1)
#elif SCEN==10    /* publication: T0 creates object 2 and links it from object 0; T1 follows the pointer */
#define PROG ALT(0, SEQ2(NEW2,W0), SEQ2(R0,D2))
#define NTX (me==0 -> 1 : 2)
#elif SCEN==11    /* object created by a read-only transaction, written by the next one, which aborts once */
#define PROG (tx==0 -> SEQ1(NEW2) : SEQ3(W2,RTL,D2))
#define NTX (me==0 -> 2 : 0)
#elif SCEN==12    /* privatization: T0 clears pointer 0 then touches object 2 with plain accesses; T1 writes through it */
#define PROG ALT(0, (tx==0 -> SEQ1(W0) : SEQ1(U2)), SEQ2(R0,W2))
#define NTX (me==0 -> 2 : 1)
#elif SCEN==13    /* two materialisers + elided */
#define PROG ((me<2) -> (tx==0 -> SEQ3(R0,LCHK,SETL) : (tx==1 -> SEQ1(W1) : (tx==2 -> SEQ2(W2,CLRL) : 0))) : SEQ7(R0,LCHK,R1,R2,AXY,W1,W2))
#define NTX (me<2 -> 3 : 1)
#elif SCEN==14    /* same with reversed order: young one writes first then reads */
#define PROG ALT(0, SEQ3(W0,R1,R2), SEQ3(W1,W2,R0))
#define NTX 2
#elif SCEN==15    /* 3 threads write/read ring */
#define PROG ALT(0, SEQ2(W0,R1), ALT(1, SEQ2(W1,R2), SEQ2(W2,R0)))
#define NTX 1
#elif SCEN==17    /* two wounders of one victim (lost-doom race) */
#define PROG ALT(0, SEQ1(W1), ALT(1, SEQ2(W0,W2), SEQ3(W1,W2,W0)))
#define NTX (me==2 -> 2 : 1)
#elif SCEN==16    /* invariant x==y kept by writers, asserted during readers */
#define PROG ALT(0, SEQ3(R1,R2,AXY), SEQ2(W1,W2))
#define NTX (me==0 -> 2 : 2)
#endif

byte  committed[N];
short H[NOBJ];
byte  val[NOBJ], cnt[NOBJ];      /* cnt: ghost, number of committed increments */
byte  age[N], clk;
byte  doom[N], dw[N], dws[N];    /* one word: victim serial | winner thread | winner serial */
byte  ndone;

#ifdef DOOMBOOL
#define DOOMED (doom[me]!=0)
#define DOOMVAL 1
#define NEEDDOOM(t,s) (doom[t]==0)
#else
#define DOOMED (doom[me]==serial)
#define DOOMVAL hs
#define NEEDDOOM(t,s) (doom[t]<s)
#endif
#ifdef NOREASSERT
#define REAS(t,s) false
#else
#define REAS(t,s) NEEDDOOM(t,s)
#endif

#ifdef CLOCKAGE
#define OLDER(t) (age[me] < age[t] || (age[me] == age[t] && me < t))
#define DRAW age[me]=clk
#define BUMPCLK if :: !bumped -> clk++; bumped=1 :: else fi
#else
#define OLDER(t) (age[me] < age[t])
#define DRAW clk++; age[me]=clk
#define BUMPCLK skip
#endif

proctype thr(byte me)
{
  byte snap[N], ns[N]; short rh[NOBJ], uh[NOBJ]; byte uv[NOBJ], reg[NOBJ], inc[NOBJ];
  short h1; byte serial, o, v, k, u, pc, att, tx, op, t, hs, w, ws; bit wrote, made, inval, incommit, selfab, wl;
#ifdef CLOCKAGE
  bit bumped;                    /* has advanced the clock in this attempt */
#endif

newtx:
  atomic {
    if :: tx==NTX -> goto done :: else fi;
    att=0; DRAW; selfab=0 }
begin:
  atomic {
#ifdef NOATT
    if :: att<2 -> att++ :: else fi;           /* finite-state: needs REUSE */
#else
    att++; assert(att<=CAP);
#endif
    serial = committed[me]+1; pc=0; wrote=0; made=0; incommit=0; inval=0; h1=0; w=0; ws=0; t=0; hs=0; v=0; op=0; wl=0;
    #ifdef CLOCKAGE
    bumped=0;
#endif
    k=0; do :: k<NOBJ -> rh[k]=0; uh[k]=0; uv[k]=0; reg[k]=0; inc[k]=0; k++ :: else -> k=0; break od;
#ifdef DOOMBOOL
    doom[me]=0;
#endif
    snap[me]=committed[me];
    u=0; do :: u<N -> snap[u]=committed[u]; u++ :: else -> u=0; break od }   /* staleness: covered by stamps.pml */
nextop:
  atomic {
    op = PROG; pc++;
    if
    :: op==0 -> goto commit
    :: op>=R0 && op<=R2 -> o=op-R0; goto access
    :: op>=W0 && op<=W2 -> o=op-W0; goto access
    :: op==SETL || op==CLRL -> o=0; goto access
    :: op==LCHK ->
       if
       :: reg[0]==0 -> goto nextop
       :: else ->
#ifdef BLOCKTX
          goto lockwait                        /* MUTANT: block on the script lock inside the transaction */
#else
          wl=1; goto abrt                      /* end the transaction (here: abort), wait holding nothing */
#endif
       fi
    :: op==AXY -> assert(reg[1]==reg[2]); goto nextop
    :: op==D2 ->
       if :: SCEN==11 || reg[0]!=0 -> o=2; goto access :: else -> goto nextop fi
    :: op==RTL -> if :: !selfab -> selfab=1; goto abrt :: else -> goto nextop fi
    :: op==NEW2 -> made=1; goto mk
    :: op==U2 -> goto priv
    fi
  }
lockwait:
  atomic { (H[0]!=rh[0]-1 || DOOMED) -> goto abrt }
mk:
#if SCEN==11
  if :: me==0 -> H[2]=MK(me,serial,0); val[2]=5 :: else fi;
#else
  H[2]=MK(me,serial,0); val[2]=5;
#endif
  goto nextop;
priv:
  v=val[2]; val[2]=v+10;                       /* plain accesses outside any transaction */
  assert(val[2]==v+10);
  v=0; goto nextop;

access:
  atomic {
    h1 = H[o];
    if
    :: MINE(h1) -> goto mine
    :: !MINE(h1) && SE(h1) <= snap[TH(h1)] ->
       if
       :: (op>=W0 && op<=CLRL) || att>ESC -> goto acq
       :: else -> goto rfast
       fi
    :: else -> goto slow
    fi
  }
mine:
  atomic {
    if
    :: op>=W0 && op<=W2 -> val[o]=val[o]+1; inc[o]=inc[o]+1
    :: op==SETL -> val[o]=me+1
    :: op==CLRL -> assert(val[o]==me+1); val[o]=0
    :: else -> reg[o]=val[o]; if :: op==D2 -> assert(val[o]==5+inc[o]) :: else fi
    fi; h1=0; goto nextop
  }
rfast:
  v = val[o];
  atomic {
    if
    :: H[o]==h1 ->
       if :: rh[o]==0 -> rh[o]=h1+1 :: else fi;
       reg[o]=v; if :: op==D2 -> assert(v==5) :: else fi; v=0; h1=0; goto nextop
    :: else -> v=0; goto access
    fi
  }
acq:
  atomic {
    if
    :: H[o]==h1 -> H[o]=MK(me,serial,0); uh[o]=h1+1; uv[o]=val[o]; wrote=1; h1=0; goto mine
    :: else -> goto access
    fi
  }
slow:
  atomic {                                     /* poll, then look at committed[] */
    t=TH(h1); hs=SE(h1);
    if
    :: DOOMED -> goto doomed
    :: else ->
       if
       :: hs > committed[t] -> goto conflict
       :: else -> goto extend
       fi
    fi
  }
conflict:                                      /* wound-wait; also entered from validation (inval) with o=entry */
  atomic { BUMPCLK };
  if
  :: OLDER(t) -> goto wound            /* I am older */
  :: else ->
     if
     :: inval -> w=t; ws=hs; goto abrt         /* younger with an invalid read: give up at once */
     :: else
     fi
  fi;
  atomic { (H[o]!=h1 || committed[t]>=hs || DOOMED) ->
    if :: DOOMED -> goto doomed :: else -> goto waited fi }
wound:
  atomic { if :: NEEDDOOM(t,hs) || true -> doom[t]=DOOMVAL; dw[t]=me; dws[t]=serial fi }
  atomic { (H[o]!=h1 || committed[t]>=hs || DOOMED || REAS(t,hs)) ->
    if
    :: DOOMED -> goto doomed
    :: !DOOMED && (H[o]!=h1 || committed[t]>=hs) -> goto waited
    :: else -> goto wound
    fi }
waited:
  atomic { t=0; hs=0; h1=0;
    if :: inval -> inval=0; k=0; goto validate :: else -> goto access fi }

extend:
  atomic { u=0; do :: u<N -> ns[u]=committed[u]; u++ :: else -> u=0; break od; t=0; hs=0 }
  /* (loads split one by one in stamps.pml) */
validate:
  do
  :: atomic { k<NOBJ && (rh[k]==0 || uh[k]!=0) -> k++ }
  :: atomic { k<NOBJ && rh[k]!=0 && uh[k]==0 ->
       if
       :: VER(H[k])==VER(rh[k]-1) -> k++
       :: else ->
#ifdef VCONF
          if
          :: SE(H[k]) > committed[TH(H[k])] -> /* owned by an in-flight transaction */
             h1=H[k]; t=TH(h1); hs=SE(h1); inval=1; 
             goto vconf
          :: else
          fi;
#endif
          k=0; goto abrt
       fi }
  :: atomic { k==NOBJ -> k=0; break }
  od;
  if :: incommit -> goto publish :: else fi;
  atomic { u=0; do :: u<N -> snap[u]=ns[u]; ns[u]=0; u++ :: else -> u=0; break od; h1=0 }
  goto access;
#ifdef VCONF
vconf:
  atomic { BUMPCLK };
  /* o must name the entry for the wait; the interrupted access restarts from its own op afterwards */
  atomic { v=o; o=k; }
  atomic {
    if
    :: OLDER(t) -> skip
    :: else -> w=t; ws=hs; k=0; goto abrt
    fi }
vwound:
  atomic { doom[t]=DOOMVAL; dw[t]=me; dws[t]=serial }
  atomic { (H[o]!=h1 || committed[t]>=hs || DOOMED || REAS(t,hs)) ->
    if
    :: DOOMED -> k=0; goto doomed
    :: !DOOMED && (H[o]!=h1 || committed[t]>=hs) -> skip
    :: else -> goto vwound
    fi }
  atomic { o=v; v=0; t=0; hs=0; h1=0; inval=0; k=0; goto validate }
#endif

doomed:
  atomic { w=dw[me]; ws=dws[me]; goto abrt }

commit:
  atomic {
    if
    :: !wrote ->
#ifndef ROBUG
       if :: true -> committed[me]=serial fi;  /* stamps (me,serial) survive, victims wait for (me,serial): the serial must end */
#endif
       goto ended
    :: wrote && DOOMED -> goto doomed
    :: else -> incommit=1; goto validate
    fi
  }
publish:
  atomic {
    committed[me]=serial;
    k=0; do :: k<NOBJ -> cnt[k]=cnt[k]+inc[k]; k++ :: else -> k=0; break od
  }
ended:
  atomic { tx++; goto newtx }

abrt:
  atomic { BUMPCLK; u=0; do :: u<N -> ns[u]=0; u++ :: else -> u=0; break od; h1=0; v=0; k=0; inval=0; t=0; hs=0 }
  do
  :: atomic { k<NOBJ && uh[k]==0 -> k++ }
  :: k<NOBJ && uh[k]!=0 ->
     val[k]=uv[k];
     atomic { H[k]=BUMP(uh[k]-1); uh[k]=0; k++ }
  :: atomic { k==NOBJ -> k=0; break }
  od;
#ifndef REUSE
  if :: wrote || made || true -> committed[me]=serial fi;
#endif
  if
  :: wl ->                                     /* lock was held: wait for it, holding nothing */
#ifdef LACTIVE
     (H[0]!=rh[0]-1);                          /* MUTANT: wakes on the releaser's in-flight acquisition of L */
#else
     (VER(H[0])!=VER(rh[0]-1) && SE(H[0])<=committed[TH(H[0])]);   /* only a COMMITTED change of L */
#endif
     att--; goto begin
  :: else
  fi;
#ifdef HANDOFF
  if
  :: ws!=0 -> (committed[w]>=ws)
  :: else
  fi;
#endif
  goto begin;

done:
  ndone++
}

init {
  byte i;
  atomic {
#if SCEN==12
    val[0]=0;
#endif
    run thr(0); run thr(1);
#if N>2
    run thr(2);
#endif
  }
  ndone==N;
#if SCEN<=6 || SCEN==17 || SCEN==14 || SCEN==15 || SCEN==16
  atomic { i=0; do :: i<NOBJ -> assert(val[i]==cnt[i]); i++ :: else -> break od }
#elif SCEN==7 || SCEN==8 || SCEN==13
  assert(val[1]==val[2] && val[0]==0);
#endif
}
