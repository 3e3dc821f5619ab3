package hilum.local.vectors.store;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Moves changes of a collection into its Lucene index in the background, and commits the index when
 * the log has grown.
 *
 * <p>When the disk fails it stops: what it holds stays readable, the log keeps what was
 * acknowledged, and changes are refused until the store is started again.
 */
final class Indexer implements AutoCloseable {

    private static final Logger LOG = System.getLogger(Indexer.class.getName());
    private static final int ROOM_BATCHES = 16;
    private static final long ROOM_BYTES = 128L << 20;
    private static final long RETRY_MILLIS = 1000;

    private final Path folder;
    private final PointTable table;
    private final OperationLog log;
    private final VectorIndex index;
    private final StoreSettings settings;
    private final long room;
    private final Thread thread;
    private volatile IndexView view;
    private boolean closing;
    private boolean discarding;
    private Exception failure;

    Indexer(
            Path folder,
            VectorShape shape,
            PointTable table,
            OperationLog log,
            VectorIndex index,
            StoreSettings settings)
            throws IOException {
        this.folder = folder;
        this.table = table;
        this.log = log;
        this.index = index;
        this.settings = settings;
        this.room =
                Math.max(
                        settings.indexEvery(),
                        Math.min(
                                (long) ROOM_BATCHES * settings.indexEvery(),
                                ROOM_BYTES / Float.BYTES / shape.dimension()));
        this.view = index.view(table::get);
        this.thread =
                Thread.ofPlatform().name("vectors-index-" + folder.getFileName()).start(this::run);
    }

    /** The newest view, to be closed by the caller. */
    IndexView view() {
        while (true) {
            IndexView newest = view;
            if (newest.open()) {
                return newest;
            }
            if (newest == view) {
                throw Refusal.closed("The collection is closed.");
            }
        }
    }

    synchronized void changed() {
        notifyAll();
    }

    /** Waits while the index is far behind, so that the memory for fresh vectors stays bounded. */
    synchronized void awaitRoom() {
        while (failure == null && !closing && table.pending() > room) {
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw Refusal.closed("The collection is closing: nothing was changed.");
            }
        }
        if (failure != null) {
            throw Refusal.full(
                    failure,
                    "the index below %s stopped (%s); nothing of this change was kept. Free some space and start the store again.",
                    folder,
                    failure.getMessage());
        }
    }

    /** Why the index takes nothing more, if so. */
    synchronized Optional<Exception> failure() {
        return Optional.ofNullable(failure);
    }

    /** Whether enough changes wait to be indexed. */
    boolean behind() {
        return table.pending() >= settings.indexEvery();
    }

    private void run() {
        try {
            while (awaitWork()) {
                index(log.bytes() >= settings.logBytes());
            }
            if (!discarding()) {
                index(true);
            }
        } catch (IOException | RuntimeException e) {
            LOG.log(
                    Level.ERROR,
                    "The vector index stopped and refuses changes folder=" + folder,
                    e);
            synchronized (this) {
                failure = e;
                notifyAll();
            }
        }
    }

    private synchronized boolean awaitWork() throws IOException {
        while (!closing) {
            boolean work =
                    table.pending() >= settings.indexEvery() || log.bytes() >= settings.logBytes();
            boolean space = settings.space().below(folder) >= settings.reserveBytes() / 2;
            if (work && space) {
                return true;
            }
            try {
                wait(work ? RETRY_MILLIS : 0);
            } catch (InterruptedException e) {
                return false;
            }
        }
        return false;
    }

    private void index(boolean commit) throws IOException {
        if (commit) {
            log.startFile();
        }
        PointTable.Pending pending = table.take();
        for (Map.Entry<PointKey, PointTable.Change> entry : pending.changes().entrySet()) {
            PointTable.Change change = entry.getValue();
            if (change.point() == null) {
                index.remove(entry.getKey());
                continue;
            }
            if (change.vector() != null) {
                index.putVector(entry.getKey(), change.point().sequence(), change.vector());
            }
            index.putPayload(entry.getKey(), change.payload());
        }
        if (commit) {
            index.commit(pending.applied());
            log.drop(pending.applied());
        }
        IndexView older = view;
        view = index.view(table::get);
        table.settle(pending);
        older.close();
        changed();
    }

    private synchronized boolean discarding() {
        return discarding;
    }

    /** Closes without indexing what is left: the collection is being dropped. */
    void discard() throws IOException {
        synchronized (this) {
            discarding = true;
        }
        close();
    }

    /** Indexes and commits what is left, as far as the disk lets it; the log holds the rest. */
    @Override
    public void close() throws IOException {
        synchronized (this) {
            closing = true;
            notifyAll();
        }
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        view.close();
        index.close();
    }
}
