package hilum.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The note that says which process was started under a name: pid and start time, so that a number
 * that the machine has given to somebody else since is never mistaken for ours.
 */
record PidFile(Path path) {
    private static final Duration GRACE = Duration.ofSeconds(10);

    void write(ProcessHandle process) {
        try {
            Files.createDirectories(path.getParent());
            Files.writeString(path, process.pid() + " " + startOf(process));
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "%s cannot be written: check space and rights".formatted(path), e);
        }
    }

    /** The process of the note, where it still lives. */
    Optional<ProcessHandle> process() {
        try {
            String[] parts = Files.readString(path).strip().split(" ");
            return ProcessHandle.of(Long.parseLong(parts[0]))
                    .filter(ProcessHandle::isAlive)
                    .filter(handle -> parts.length == 2 && startOf(handle).equals(parts[1]));
        } catch (IOException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    void delete() {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new UncheckedIOException("%s cannot be deleted: check rights".formatted(path), e);
        }
    }

    /** Asks a process to end, and ends it when it has not in time. */
    static void end(ProcessHandle process) {
        process.destroy();
        try {
            process.onExit().get(GRACE.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            process.destroyForcibly();
            process.onExit().join();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private static String startOf(ProcessHandle process) {
        return process.info()
                .startInstant()
                .map(start -> Long.toString(start.toEpochMilli()))
                .orElse("unknown");
    }
}
