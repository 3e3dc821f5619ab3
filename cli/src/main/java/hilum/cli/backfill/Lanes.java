package hilum.cli.backfill;

import hilum.cli.Failure;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Some threads that each carry what is put on them, in its order; a full one holds the putter up. A
 * lane that fails ends the whole: its failure is thrown at the next put instead of waiting for
 * ever. Put by one thread.
 *
 * @param <T> what is carried
 */
public final class Lanes<T> implements AutoCloseable {
    /** Lanes of whatever sends: as many connections as a receiver of one hospital stands. */
    public static final int MANY = 6;

    private static final int ROOM = 4;

    private final List<BlockingQueue<List<T>>> queues = new ArrayList<>();
    private final List<Future<?>> running = new ArrayList<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /**
     * One lane's work, and what it holds open.
     *
     * @param <T> what is carried
     */
    public interface Carrier<T> extends AutoCloseable {
        /** Carries one. */
        void carry(T item) throws Exception;

        @Override
        default void close() {}
    }

    /** Starts the lanes; each has a carrier of its own. */
    public Lanes(Supplier<? extends Carrier<T>> carriers) {
        for (int i = 0; i < MANY; i++) {
            BlockingQueue<List<T>> queue = new ArrayBlockingQueue<>(ROOM);
            queues.add(queue);
            running.add(threads.submit(() -> drain(queue, carriers.get())));
        }
    }

    private static <T> Void drain(BlockingQueue<List<T>> queue, Carrier<T> carrier)
            throws Exception {
        try (carrier) {
            for (List<T> item = queue.take(); !item.isEmpty(); item = queue.take()) {
                carrier.carry(item.getFirst());
            }
        }
        return null;
    }

    /**
     * Puts an item on a lane.
     *
     * @param lane any number: the same one is the same lane
     * @throws Failure if a lane has failed
     */
    public void put(int lane, T item) throws InterruptedException {
        offer(Math.floorMod(lane, MANY), List.of(item));
    }

    private void offer(int lane, List<T> item) throws InterruptedException {
        while (!queues.get(lane).offer(item, 200, TimeUnit.MILLISECONDS)) {
            check();
        }
    }

    /**
     * Throws the failure of a lane that has one.
     *
     * @throws Failure that one
     */
    public void check() throws InterruptedException {
        for (Future<?> lane : running) {
            if (lane.isDone()) {
                await(lane);
            }
        }
    }

    /**
     * Returns when all that was put has been carried.
     *
     * @throws Failure if a lane has failed
     */
    public void finish() throws InterruptedException {
        for (int i = 0; i < MANY; i++) {
            offer(i, List.of());
        }
        for (Future<?> lane : running) {
            await(lane);
        }
    }

    private static void await(Future<?> lane) throws InterruptedException {
        try {
            lane.get();
        } catch (ExecutionException e) {
            throw Failure.of("Sending", e);
        }
    }

    /** Ends the lanes, whatever is still on them. */
    @Override
    public void close() {
        threads.shutdownNow();
        threads.close();
    }
}
