package hilum.cli.backfill;

import hilum.cli.Failure;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** A task that is done again and again beside the work, until closed or until it fails. */
final class Repeated implements AutoCloseable {
    private final Thread thread;
    private volatile Optional<IOException> failure = Optional.empty();

    /** What is repeated. */
    interface Task {
        void run() throws IOException;
    }

    private Repeated(Duration pause, Task task) {
        thread =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    try {
                                        while (true) {
                                            Thread.sleep(pause);
                                            task.run();
                                        }
                                    } catch (IOException e) {
                                        failure = Optional.of(e);
                                    } catch (InterruptedException e) {
                                        // Closed.
                                    }
                                });
    }

    static Repeated every(Duration pause, Task task) {
        return new Repeated(pause, task);
    }

    /**
     * Says whether it still goes on.
     *
     * @throws Failure that names what ended it
     */
    void check() {
        if (failure.isPresent()) {
            throw Failure.failed("%s", failure.get());
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
