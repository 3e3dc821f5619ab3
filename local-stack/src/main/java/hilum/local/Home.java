package hilum.local;

import hilum.schemas.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The folder that holds the state of one stack: topics, schemas, vectors, artifacts, keys, logs.
 * Whoever holds its lock is the stack's one supervisor.
 *
 * @param path absolute path of the folder
 */
public record Home(Path path) {
    public Home {
        path = path.toAbsolutePath().normalize();
    }

    Path kafka() {
        return path.resolve("kafka");
    }

    Path registry() {
        return path.resolve("registry");
    }

    Path vectors() {
        return path.resolve("vectors");
    }

    /** Images, models, training sets and checkpoints. */
    public Path artifacts() {
        return path.resolve("artifacts");
    }

    /** Key of the pseudonyms; without it no study can be related to the site's accession again. */
    public Path pseudonymKey() {
        return path.resolve("keys").resolve("pseudonym.key");
    }

    /** Working folder of a process. */
    Path work(String process) {
        return path.resolve("work").resolve(process);
    }

    /** What a process has said. */
    public Path log(String process) {
        return path.resolve("logs").resolve(process + ".log");
    }

    Path pidFile(String process) {
        return path.resolve("run").resolve(process + ".pid");
    }

    Path lock() {
        return path.resolve("run").resolve("supervisor.lock");
    }

    private Path portFile() {
        return path.resolve("run").resolve("port-base");
    }

    /** Port base of the stack that last ran here. */
    public OptionalInt portBase() {
        try {
            return OptionalInt.of(Integer.parseInt(Files.readString(portFile()).strip()));
        } catch (IOException | NumberFormatException e) {
            return OptionalInt.empty();
        }
    }

    void rememberPortBase(int base) {
        write(portFile(), Integer.toString(base));
    }

    /**
     * Makes the folders and the key of the pseudonyms where they are absent.
     *
     * @param seed makes the key reproducible, for demonstrations only; empty draws a random one
     */
    void prepare(OptionalLong seed) {
        try {
            for (String folder : new String[] {"logs", "run", "keys", "artifacts", "work"}) {
                Files.createDirectories(path.resolve(folder));
            }
            if (!Files.exists(pseudonymKey())) {
                byte[] key = new byte[32];
                if (seed.isPresent()) {
                    key =
                            Sha256.of(
                                    ("hilum demo key " + seed.getAsLong())
                                            .getBytes(StandardCharsets.UTF_8));
                } else {
                    new SecureRandom().nextBytes(key);
                }
                write(pseudonymKey(), HexFormat.of().formatHex(key));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Home %s cannot be made: name a writable folder with --home or HILUM_HOME"
                            .formatted(path),
                    e);
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.createDirectories(file.getParent());
            Path temporary =
                    Files.createTempFile(
                            file.getParent(),
                            ".",
                            ".part",
                            PosixFilePermissions.asFileAttribute(
                                    PosixFilePermissions.fromString("rw-------")));
            Files.writeString(temporary, text);
            Files.move(
                    temporary,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "%s cannot be written: check space and rights".formatted(file), e);
        }
    }
}
