package hilum.ingest.mllp;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Takes what a frame holds and says what to answer. Safe for many threads. */
public interface Receiver {
    /**
     * Takes one frame. Never throws; may wait, which holds up this sender alone.
     *
     * @param frame what came, without the framing bytes; its beginning, where it was over the limit
     * @param cut whether it was over the limit
     * @return the contents of the frames to answer with, in their order; completes when they are
     *     known, and never exceptionally
     */
    CompletableFuture<List<byte[]>> receive(byte[] frame, boolean cut);
}
