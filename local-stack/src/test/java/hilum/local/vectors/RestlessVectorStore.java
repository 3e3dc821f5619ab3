package hilum.local.vectors;

import hilum.local.vectors.store.StoreSettings;
import java.nio.file.Path;

/**
 * The store as a process that indexes and commits all the time, so that a kill hits it in the
 * middle of that.
 */
final class RestlessVectorStore {

    private RestlessVectorStore() {}

    /** Takes the gRPC port and the folder. */
    public static void main(String[] arguments) throws Exception {
        StoreSettings restless = new StoreSettings(100, 300_000, 0, StoreSettings.DEFAULT.space());
        VectorStoreServer.start(Integer.parseInt(arguments[0]), 0, Path.of(arguments[1]), restless);
        Thread.currentThread().join();
    }
}
