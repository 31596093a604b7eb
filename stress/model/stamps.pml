/* stamps.pml - SPIN model of the "stamps" STM (in-place writes, invisible reads, O(1) commit)
 *
 *   GENERIC: every transaction is a nondeterministic program of <=OPS reads/writes over
 *                NOBJ objects, may be aborted (doomed) before any operation, on any conflict either waits
 *                or aborts (=> covers every contention manager).  Every written value is the unique id
 *                of the writing attempt, so a read tells whose write it saw.  Ghost history + a graph
 *                check at the end => opacity incl. aborted attempts + real-time order (strict
 *                serializability), lost updates, write skew, dirty reads.
 * Every shared-memory access (load, CAS, store) is one atomic step; SC memory.
 *
 * MUTANTS (each must produce an error):
 *   NOINC       abort restores H without bumping the incarnation
 *   INCMOD=k    incarnation counts mod k (default 8)
 *   NOVAL       no commit validation
 *   EXTWRONG    extend() validates first and loads committed[] afterwards
 *   EARLYC      abort stores committed[me]=serial BEFORE undoing (wrong order)
 *   WNOEXT      write() acquires an object newer than snap without extend()
 *   NORECHECK   read() without the second load of H
 *   FILTERVER   the filter short cut compares versions and ignores the incarnation
 *   RECHECKEARLY  with FIELDS: the second look at H comes before the second field is loaded
 *   UNDOFIRST   with FIELDS: an abort restores the first field only
 * VARIANTS (must be correct):
 *   REUSE       aborted attempt keeps its serial (default: abort = empty commit, next serial)
 *   EXT1        extend() refreshes only the one snap[] entry that was too old
 *   FRESH       snapshot always refreshed at begin (default: any subset may stay stale)
 *   OLDEARLY    undo value loaded before the CAS (safe: the CAS compares the incarnation too)
 *   WRAPFIX     incarnation wrap publishes version (me,serial) instead: no ABA even with INCMOD=1
 *   FILTER      with REREAD: an object already in the read log is read by the filter short cut (barrier.h,
 *               stm_read_filtered): load the field, then compare H with the logged stamp, incarnation and all
 *   FIELDS      an object has two fields, loaded, stored and restored one by one; every write writes both,
 *               so a reader that passes its re-check must have found them equal
 *   RT          ghost real-time edges (strict serializability);  REREAD also repeated reads
 * SCEN programs (deadlock, progress, lock elision, publication, privatization) live in stamps_live.pml.
 */
#ifndef N
#define N 2
#endif
#ifndef NOBJ
#define NOBJ 2
#endif
#ifndef ATT
#define ATT 2            /* attempts per thread (generic) */
#endif
#ifndef OPS
#define OPS 3
#endif
#ifndef ATT0
#define ATT0 ATT         /* attempts of thread 0 / of the others */
#endif
#ifndef ATT1
#define ATT1 ATT
#endif
#ifndef INCMOD
#define INCMOD 8
#endif
#ifndef SCEN
#define GENERIC 1
#define SCEN 0
#endif

/* symmetry: thread 0's very first access is object 0; REREAD also generates repeated reads */
#define NOTFIRST (me!=0 || att>1 || pc>1)
#ifdef REREAD
#define RDOK(x) (uh[x]==0)
#else
#define RDOK(x) (uh[x]==0 && rh[x]==0)
#endif
#define MK(t,s,i) (((t)<<7)|((s)<<3)|(i))     /* H = thread:2 serial:4 incarnation:3 */
#define TH(h)   ((h)>>7)
#define SE(h)   (((h)>>3)&15)
#define IN(h)   ((h)&7)
#define VER(h)  ((h)>>3)
#define MINE(h) (VER(h)==((me<<4)|serial))
#ifdef NOINC
#define BUMP(h) (h)
#elif defined(WRAPFIX)            /* incarnation would wrap: publish a fresh version instead (needs next-serial aborts) */
#define BUMP(h) ((IN(h)+1<INCMOD) -> MK(TH(h),SE(h),IN(h)+1) : MK(me,serial,0))
#else
#define BUMP(h) MK(TH(h),SE(h),(IN(h)+1)%INCMOD)
#endif

byte  committed[N];
short H[NOBJ];                    /* initially (0,0,0): version 0 of thread 0, unlocked */
byte  val[NOBJ];
#ifdef FIELDS
byte  val2[NOBJ];                 /* the second field */
#endif
byte  ndone;

#ifdef GENERIC                    /* ---------- ghost history ---------- */
#define NODES (ATT0+(N-1)*ATT1+1)           /* node 0 = initial state */
byte st[NODES];                   /* 0 live, 1 committed, 2 aborted */
byte rdv[NODES*NOBJ];             /* value (writer node)+1 first read by node, 0 = not read */
byte nxt[NODES*NOBJ];             /* committed successor of the version written by node, 0 = none */
short rt[NODES];                  /* nodes finished before this one began */
short fin;
bit bad;
#endif

#ifdef RT
#define FIN fin=fin|(1<<gn)
#else
#define FIN skip
#endif
proctype thr(byte me)
{
  byte snap[N]; byte ns[N];
  short rh[NOBJ];                 /* read log: logged H + 1, 0 = none (deduplicated) */
  short uh[NOBJ];                 /* undo log: old H + 1, 0 = not acquired */
  byte uv[NOBJ];
#ifdef FIELDS
  byte uv2[NOBJ]; byte v2;
#endif
  short h1; byte serial, o, v, c, k, u, pc, att; bit iswr, incommit, wrote;
#ifdef GENERIC
  byte gn;
#endif
#ifdef OLDEARLY
  byte oe;
#endif

begin:
  atomic {
    serial = committed[me]+1; pc=0; wrote=0; incommit=0; iswr=0; o=0; v=0; h1=0; c=0;
    k=0; do :: k<NOBJ -> rh[k]=0; uh[k]=0; uv[k]=0;
#ifdef FIELDS
         uv2[k]=0;
#endif
         k++ :: else -> k=0; break od;
    gn = (me==0 -> 0 : ATT0+(me-1)*ATT1)+att+1; att++;
#ifdef RT
    rt[gn]=fin;
#endif
  }
  /* snapshot: own entry exact; any subset of the others refreshed, one load per step (N=2: one load) */
  u=0; snap[me]=committed[me];
  do
  :: atomic { u<N && u!=me -> snap[u]=committed[u]; u++ }
#ifndef FRESH
  :: atomic { u<N && u!=me && snap[u]!=committed[u] -> u++ }
#endif
  :: atomic { u<N && u==me -> u++ }
  :: atomic { u==N -> u=0; break }
  od;

nextop:                                        /* nondeterministic program (local choice) */
  atomic {
    if
    :: pc<OPS -> pc++; iswr=0;
       if
       :: RDOK(0) -> o=0
       :: NOBJ>1 && NOTFIRST && RDOK(1) -> o=1
#if NOBJ>2
       :: NOTFIRST && RDOK(2) -> o=2
#endif
       :: else -> goto commit
       fi; goto access
    :: pc<OPS -> pc++; iswr=1;
       if
       :: uh[0]==0 -> o=0
       :: NOBJ>1 && NOTFIRST && uh[1]==0 -> o=1
#if NOBJ>2
       :: NOTFIRST && uh[2]==0 -> o=2
#endif
       :: else -> goto commit
       fi; goto access
    :: pc>0 -> goto commit
    :: wrote -> goto abrt                      /* doomed (a read-only abort == a shorter read-only commit) */
    fi
  }

access:
#ifdef FILTER
  if
  :: atomic { !iswr && rh[o]!=0 && uh[o]==0 -> goto filtered }
  :: else
  fi;
#endif
checked:                                       /* read barrier and write barrier share the header check */
  atomic {
    h1 = H[o];
    if
    :: MINE(h1) ->
       if
       :: iswr -> val[o]=gn
       :: else -> assert(val[o]==gn)           /* own acquired object: in this model always written too */
       fi; h1=0; goto nextop
    :: !MINE(h1) && SE(h1) <= snap[TH(h1)] ->
       if :: iswr -> goto wfast :: else -> goto rfast fi
    :: else -> goto slow
    fi
  }

rfast:
  v = val[o];                                  /* the racy load */
#ifdef FIELDS
#ifdef RECHECKEARLY
  if :: H[o]==h1 :: else -> v=0; goto access fi;
#endif
  v2 = val2[o];
#endif
  atomic {
    if
#if defined(NORECHECK) || defined(RECHECKEARLY)
    :: true ->
#else
    :: H[o]==h1 ->
#endif
       if :: rh[o]==0 -> rh[o]=h1+1 :: else fi;
       assert(st[v]==1);                       /* never a dirty or aborted value */
#ifdef FIELDS
       assert(v2==v); v2=0;                    /* both fields of one version */
#endif
       assert(rdv[gn*NOBJ+o]==0 || rdv[gn*NOBJ+o]==v+1);  /* repeatable */
       rdv[gn*NOBJ+o]=v+1; h1=0; v=0; goto nextop
#if !defined(NORECHECK) && !defined(RECHECKEARLY)
    :: else -> v=0;
#ifdef FIELDS
       v2=0;
#endif
       goto access
#endif
    fi
  }

#ifdef FILTER
filtered:
  v = val[o];                                  /* the racy load */
#ifdef FIELDS
  v2 = val2[o];
#endif
  atomic {
    if
#ifdef FILTERVER
    :: VER(H[o])==VER(rh[o]-1) ->
#else
    :: H[o]==rh[o]-1 ->
#endif
       assert(st[v]==1);
       assert(rdv[gn*NOBJ+o]==v+1);
#ifdef FIELDS
       assert(v2==v); v2=0;
#endif
       v=0; goto nextop
    :: else -> v=0;
#ifdef FIELDS
       v2=0;
#endif
       goto checked
    fi
  }
#endif

wfast:
#ifdef OLDEARLY
  oe = val[o];
#endif
  atomic {                                     /* the acquiring CAS */
    if
    :: H[o]==h1 -> H[o]=MK(me,serial,0); uh[o]=h1+1; wrote=1;
#ifdef OLDEARLY
       uv[o]=oe; oe=0
#else
       uv[o]=val[o]                            /* owned now: nobody else can change it */
#endif
#ifdef FIELDS
       ; uv2[o]=val2[o]
#endif
    :: else -> goto access
    fi
  }
#ifdef FIELDS
  val[o]=gn;                                   /* in-place writes, one by one */
  atomic { val2[o]=gn; h1=0; goto nextop }
#else
  atomic { val[o]=gn; h1=0; goto nextop }      /* in-place write */
#endif

slow:
  atomic {
    c = committed[TH(h1)];
    if
    :: SE(h1) > c -> goto conflict
    :: else -> c=0;
#ifdef WNOEXT
       if :: iswr -> goto wfast :: else fi;
#endif
       goto extend
    fi
  }
conflict:
  if
  :: atomic { (H[o]!=h1 || committed[TH(h1)]>=SE(h1)) -> c=0; goto access }   /* wait */
  :: atomic { c=0; if :: wrote -> goto abrt :: else -> h1=0; goto commit fi }
  fi;

extend:
#ifdef EXTWRONG
  goto validate;
ext2:
#endif
#ifdef EXT1
  atomic { u=0; do :: u<N -> ns[u]=snap[u]; u++ :: else -> u=0; break od;
           ns[TH(h1)] = committed[TH(h1)] }
#else
  do
  :: atomic { u<N && u!=me -> ns[u]=committed[u]; u++ }
  :: atomic { u<N && u==me -> ns[u]=snap[u]; u++ }
  :: atomic { u==N -> u=0; break }
  od;
#endif
#ifdef EXTWRONG
  goto extdone;
#endif

validate:
  do
  :: atomic { k<NOBJ && (rh[k]==0 || uh[k]!=0) -> k++ }
  :: atomic { k<NOBJ && rh[k]!=0 && uh[k]==0 ->
       if
       :: VER(H[k])==VER(rh[k]-1) -> k++
       :: else -> k=0; u=0; h1=0; if :: wrote -> goto abrt :: else -> u=0; do :: u<N -> ns[u]=0; u++ :: else -> u=0; break od; goto commit fi
       fi }
  :: atomic { k==NOBJ -> k=0; break }
  od;
  if :: incommit -> goto publish :: else fi;
#ifdef EXTWRONG
  goto ext2;
extdone:
#endif
  atomic { u=0; do :: u<N -> snap[u]=ns[u]; ns[u]=0; u++ :: else -> u=0; break od; h1=0 }
  goto access;

commit:
  atomic {
    if
    :: !wrote -> st[gn]=1; FIN; goto next        /* read-only: nothing to do */
    :: else -> incommit=1
    fi
  }
#ifndef NOVAL
  goto validate;
#endif
publish:
  atomic {
    committed[me]=serial;                      /* THE commit */
    st[gn]=1; FIN;
    k=0; do :: k<NOBJ ->
              if :: uh[k]!=0 -> assert(nxt[uv[k]*NOBJ+k]==0);   /* nobody else superseded it */
                                assert(st[uv[k]]==1);
                                nxt[uv[k]*NOBJ+k]=gn
                 :: else fi; k++
         :: else -> k=0; break od
  }
  goto next;

abrt:
  atomic { u=0; u=0; do :: u<N -> ns[u]=0; u++ :: else -> u=0; break od; h1=0; v=0 }
#ifdef EARLYC
  if :: wrote -> committed[me]=serial :: else fi;
#endif
  do
  :: atomic { k<NOBJ && uh[k]==0 -> k++ }
  :: k<NOBJ && uh[k]!=0 ->
     val[k]=uv[k];                             /* undo the fields, then give the header back */
#if defined(FIELDS) && !defined(UNDOFIRST)
     val2[k]=uv2[k];
#endif
     atomic { H[k]=BUMP(uh[k]-1); uh[k]=0; uv[k]=0;
#ifdef FIELDS
       uv2[k]=0;
#endif
       k++ }
  :: atomic { k==NOBJ -> k=0; break }
  od;
  atomic { st[gn]=2; FIN;
#if !defined(REUSE) && !defined(EARLYC)
  if :: wrote -> committed[me]=serial :: else fi;            /* empty commit: next serial */
#endif
  }
next:
  if
  :: att<(me==0 -> ATT0 : ATT1) -> goto begin
  :: else
  fi;
  ndone++
}

init {
  atomic {
    st[0]=1;
    run thr(0); run thr(1);
#if N>2
    run thr(2);
#endif
  }
  atomic {
  ndone==N ->
  c_code {
    int n=NODES, a,b,c0,oo; unsigned short E[32]; 
    for(a=0;a<n;a++) E[a]=0;
    for(a=1;a<n;a++) { E[0]|=1<<a;
      for(b=1;b<n;b++) if(now.rt[a]>>b&1) E[b]|=1<<a;             /* real time */
      for(oo=0;oo<NOBJ;oo++){ int r=now.rdv[a*NOBJ+oo];
        if(r){ int w=r-1; if(w!=a) E[w]|=1<<a;                    /* wr */
               int x=now.nxt[w*NOBJ+oo]; if(x && x!=a) E[a]|=1<<x; }  /* rw */
      } }
    for(a=0;a<n;a++) for(oo=0;oo<NOBJ;oo++){ int x=now.nxt[a*NOBJ+oo]; if(x&&x!=a) E[a]|=1<<x; } /* ww */
    for(c0=0;c0<n;c0++) for(a=0;a<n;a++) if(E[a]>>c0&1) E[a]|=E[c0];
    now.bad=0; for(a=0;a<n;a++) if(E[a]>>a&1) now.bad=1;
    for(oo=0;oo<NOBJ;oo++){ int w=0; while(now.nxt[w*NOBJ+oo]) w=now.nxt[w*NOBJ+oo];
      if(now.val[oo]!=w) now.bad=1;
#ifdef FIELDS
      if(now.val2[oo]!=w) now.bad=1;
#endif
    }                             /* final value = last committed */
  };
  assert(!bad)
  }
}
