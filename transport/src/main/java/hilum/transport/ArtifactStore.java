package hilum.transport;

import hilum.schemas.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.stream.Stream;

/**
 * The claim-check store: a folder that all services share, holding images by content, models,
 * training sets and checkpoints. Events carry a location relative to its root and a SHA-256. A file
 * appears whole or not at all: it is written beside its place, forced to disk and renamed.
 */
public final class ArtifactStore {
    private final Path root;

    /** Opens the folder, making it if it is absent. */
    public ArtifactStore(Path root) {
        this.root = root.toAbsolutePath().normalize();
        try {
            Files.createDirectories(this.root);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Artifact store %s cannot be made: have hilum.artifacts name a writable folder"
                            .formatted(root),
                    e);
        }
    }

    /**
     * The path of a location.
     *
     * @throws IllegalArgumentException if the location leads out of the store
     */
    public Path path(String location) {
        Path path = root.resolve(location).normalize();
        if (!path.startsWith(root) || path.equals(root)) {
            throw new IllegalArgumentException(
                    "Location %s leads out of the artifact store: refuse the event that names it"
                            .formatted(location));
        }
        return path;
    }

    /**
     * Stores bytes under their own SHA-256, once: {@code folder/ab/<sha256>.<extension>}.
     *
     * @return the location
     * @throws IOException if the disk is full or fails; nothing half-written is left under the
     *     location
     */
    public String putByContent(String folder, String extension, byte[] bytes) throws IOException {
        String sha256 = Sha256.hex(bytes);
        String location =
                "%s/%s/%s.%s".formatted(folder, sha256.substring(0, 2), sha256, extension);
        Path path = path(location);
        if (!Files.exists(path)) {
            write(path, bytes);
        }
        return location;
    }

    /** Stores bytes under a location, replacing what is there. */
    public void put(String location, byte[] bytes) throws IOException {
        write(path(location), bytes);
    }

    /**
     * Deletes the folder at a location with all that is in it; a folder that is not there is no
     * failure.
     *
     * @return how many files there were
     */
    public int deleteFolder(String location) throws IOException {
        Path folder = path(location);
        if (!Files.isDirectory(folder)) {
            return 0;
        }
        int deleted = 0;
        try (Stream<Path> found = Files.walk(folder)) {
            for (Path each : found.sorted(Comparator.reverseOrder()).toList()) {
                deleted += Files.isDirectory(each) ? 0 : 1;
                Files.deleteIfExists(each);
            }
        }
        return deleted;
    }

    private static void write(Path path, byte[] bytes) throws IOException {
        Files.createDirectories(path.getParent());
        Path temporary = Files.createTempFile(path.getParent(), ".", ".part");
        try {
            try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                ByteBuffer rest = ByteBuffer.wrap(bytes);
                while (rest.hasRemaining()) {
                    channel.write(rest);
                }
                channel.force(true);
            }
            try {
                Files.move(
                        temporary,
                        path,
                        StandardCopyOption.ATOMIC_MOVE,
                        StandardCopyOption.REPLACE_EXISTING);
            } catch (AtomicMoveNotSupportedException e) {
                throw new IOException(
                        "%s cannot be renamed into place: keep the store on one file system"
                                .formatted(path),
                        e);
            }
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /**
     * The bytes at a location, checked.
     *
     * @throws IOException if the file is absent or its SHA-256 differs
     */
    public byte[] get(String location, String sha256) throws IOException {
        byte[] bytes = Files.readAllBytes(path(location));
        String found = Sha256.hex(bytes);
        if (!found.equals(sha256)) {
            throw new IOException(
                    "Artifact %s has SHA-256 %s where the event says %s: restore it from a copy"
                            .formatted(location, found, sha256));
        }
        return bytes;
    }

    /** SHA-256 of a file, 64 hexadecimal characters, read as a stream. */
    public static String sha256(Path file) throws IOException {
        MessageDigest digest = Sha256.digest();
        try (InputStream in = Files.newInputStream(file)) {
            byte[] buffer = new byte[1 << 16];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
