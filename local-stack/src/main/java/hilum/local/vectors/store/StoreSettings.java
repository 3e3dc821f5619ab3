package hilum.local.vectors.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a store may use of the machine.
 *
 * @param indexEvery points that are searched by comparing each of them before they move into an
 *     HNSW graph
 * @param logBytes size of a collection's log from which its index is committed and the log begun
 *     anew
 * @param reserveBytes space on the disk that changes leave free, so that the index can always
 *     finish what it is doing
 * @param space how much of the disk is free
 */
public record StoreSettings(int indexEvery, long logBytes, long reserveBytes, FreeSpace space) {

    /** Bytes that can still be written below a folder. */
    @FunctionalInterface
    public interface FreeSpace {
        long below(Path folder) throws IOException;
    }

    public static final StoreSettings DEFAULT =
            new StoreSettings(
                    2048,
                    32L << 20,
                    64L << 20,
                    folder -> Files.getFileStore(folder).getUsableSpace());
}
