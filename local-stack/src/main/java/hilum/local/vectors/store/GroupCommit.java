package hilum.local.vectors.store;

import io.grpc.StatusRuntimeException;
import io.qdrant.client.grpc.Points.PointsUpdateOperation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * The one writer of a collection: takes whatever changes wait, puts them on disk with a single
 * force, applies them in that order, and only then answers.
 */
final class GroupCommit implements AutoCloseable {

    private record Request(
            PointsUpdateOperation operation, byte[] body, CompletableFuture<Long> answer) {}

    private static final Request LAST = new Request(null, new byte[0], null);
    private static final int GROUP_BYTES = 8 << 20;

    private final Path folder;
    private final PointTable table;
    private final OperationLog log;
    private final Indexer indexer;
    private final StoreSettings settings;
    private final BlockingQueue<Request> waiting = new LinkedBlockingQueue<>();
    private final Thread thread;
    private volatile boolean closed;

    GroupCommit(
            Path folder,
            PointTable table,
            OperationLog log,
            Indexer indexer,
            StoreSettings settings) {
        this.folder = folder;
        this.table = table;
        this.log = log;
        this.indexer = indexer;
        this.settings = settings;
        this.thread =
                Thread.ofPlatform().name("vectors-write-" + folder.getFileName()).start(this::run);
    }

    /** Completes with the change's number once it is on disk and visible, or with the refusal. */
    CompletableFuture<Long> submit(PointsUpdateOperation operation) {
        Request request =
                new Request(operation, operation.toByteArray(), new CompletableFuture<>());
        waiting.add(request);
        if (closed) {
            refuseWaiting();
        }
        return request.answer();
    }

    private void run() {
        for (List<Request> group = nextGroup(); !group.isEmpty(); group = nextGroup()) {
            boolean last = group.remove(LAST);
            if (!group.isEmpty()) {
                write(group);
            }
            if (last) {
                break;
            }
        }
        closed = true;
        refuseWaiting();
    }

    private List<Request> nextGroup() {
        List<Request> group = new ArrayList<>();
        try {
            Request request = waiting.take();
            int bytes = 0;
            while (request != null) {
                group.add(request);
                bytes += request.body().length;
                request = bytes < GROUP_BYTES ? waiting.poll() : null;
            }
        } catch (InterruptedException e) {
            group.clear();
        }
        return group;
    }

    private void write(List<Request> group) {
        List<byte[]> bodies = group.stream().map(Request::body).toList();
        long number;
        try {
            indexer.awaitRoom();
            checkSpace(bodies.stream().mapToLong(body -> body.length).sum());
            number = log.append(bodies);
        } catch (StatusRuntimeException refusal) {
            group.forEach(request -> request.answer().completeExceptionally(refusal));
            return;
        } catch (IOException e) {
            StatusRuntimeException refusal =
                    Refusal.full(
                            e,
                            "the log below %s took nothing more (%s); nothing of this change was kept. Free some space and send it again.",
                            folder,
                            e.getMessage());
            group.forEach(request -> request.answer().completeExceptionally(refusal));
            return;
        }
        for (Request request : group) {
            long own = number++;
            answer(own, request);
        }
        indexer.changed();
    }

    private void answer(long number, Request request) {
        try {
            Optional<StatusRuntimeException> refused = table.apply(number, request.operation());
            refused.ifPresentOrElse(
                    request.answer()::completeExceptionally,
                    () -> request.answer().complete(number));
        } catch (RuntimeException e) {
            // A defect: the others in the group are answered all the same.
            request.answer().completeExceptionally(e);
        }
    }

    private void checkSpace(long bytes) throws IOException {
        long left = settings.space().below(folder);
        if (left - bytes < settings.reserveBytes()) {
            throw Refusal.full(
                    null,
                    "%d MB are left below %s and %d MB are kept in reserve; nothing of this change was kept. Free some space and send it again.",
                    left >> 20,
                    folder,
                    settings.reserveBytes() >> 20);
        }
    }

    private void refuseWaiting() {
        for (Request request = waiting.poll(); request != null; request = waiting.poll()) {
            if (request != LAST) {
                request.answer()
                        .completeExceptionally(
                                Refusal.closed("The collection is closed: nothing was changed."));
            }
        }
    }

    @Override
    public void close() {
        waiting.add(LAST);
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
    }
}
