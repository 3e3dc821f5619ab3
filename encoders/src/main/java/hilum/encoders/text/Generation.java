package hilum.encoders.text;

import ai.djl.ndarray.NDArray;
import java.util.SequencedMap;

/**
 * The weights of a live tower between two swaps: they go once it is retired and the last
 * computation with them has ended.
 */
final class Generation {
    private final SequencedMap<String, NDArray> tensors;
    private final Runnable release;
    private int users;
    private boolean retired;

    /**
     * @param tensors what the program computes with
     * @param release closes what no other generation uses
     */
    Generation(SequencedMap<String, NDArray> tensors, Runnable release) {
        this.tensors = tensors;
        this.release = release;
    }

    SequencedMap<String, NDArray> tensors() {
        return tensors;
    }

    /** Begins a computation; false when it is retired. */
    synchronized boolean enter() {
        if (retired) {
            return false;
        }
        users++;
        return true;
    }

    /** Ends a computation that {@link #enter} began. */
    void leave() {
        boolean last;
        synchronized (this) {
            users--;
            last = retired && users == 0;
        }
        if (last) {
            release.run();
        }
    }

    /** No further computation begins. */
    void retire() {
        boolean idle;
        synchronized (this) {
            idle = !retired && users == 0;
            retired = true;
        }
        if (idle) {
            release.run();
        }
    }
}
