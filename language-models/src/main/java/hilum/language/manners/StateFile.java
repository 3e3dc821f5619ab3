package hilum.language.manners;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one file in which answers and used tokens outlive the process. Every change is a chunk of its
 * own with a checksum (H2's MVStore): what a kill tears is left out when the file is opened again.
 * A file that is broken beyond that is set aside, never deleted. One process a file.
 */
public final class StateFile implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StateFile.class);
    private static final String NAME = "language-model.db";
    private static final int CACHE_MEGABYTES = 8;

    private final MVStore store;
    private final AnswerCache answers;
    private final TokenLedger tokens;

    private StateFile(MVStore store, long mostAnswers, Clock clock) {
        this.store = store;
        answers = new AnswerCache(store, mostAnswers);
        tokens = new TokenLedger(store, clock);
    }

    /**
     * Opens or makes the file.
     *
     * @param folder where it lies; made readable to its owner alone, since answers are report text
     * @param mostAnswers answers that are kept; the oldest go first
     */
    public static StateFile open(Path folder, long mostAnswers, Clock clock) {
        try {
            if (!Files.isDirectory(folder)) {
                Files.createDirectories(
                        folder.toAbsolutePath().normalize(),
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rwx------")));
            }
            MVStore store = open(folder.resolve(NAME));
            Files.setPosixFilePermissions(
                    folder.resolve(NAME), PosixFilePermissions.fromString("rw-------"));
            return new StateFile(store, mostAnswers, clock);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "State folder %s of the LLM cannot be made: name one that can be written"
                            .formatted(folder),
                    e);
        }
    }

    private static MVStore open(Path file) throws IOException {
        try {
            return mvStore(file);
        } catch (MVStoreException e) {
            if (e.getErrorCode() != org.h2.mvstore.DataUtils.ERROR_FILE_CORRUPT) {
                throw new IllegalStateException(
                        "State file %s of the LLM cannot be opened (code %d): stop the other process that uses it, or check its rights"
                                .formatted(file, e.getErrorCode()),
                        e);
            }
            Path aside =
                    file.resolveSibling(
                            "%s.broken-%d".formatted(NAME, Instant.now().toEpochMilli()));
            Files.move(file, aside);
            LOG.warn(
                    "State file of the LLM is broken; it is set aside and a new one begins: file={}",
                    aside);
            return mvStore(file);
        }
    }

    private static MVStore mvStore(Path file) {
        return new MVStore.Builder()
                .fileName(file.toString())
                .cacheSize(CACHE_MEGABYTES)
                .compress()
                .open();
    }

    public AnswerCache answers() {
        return answers;
    }

    public TokenLedger tokens() {
        return tokens;
    }

    @Override
    public void close() {
        store.close();
    }
}
