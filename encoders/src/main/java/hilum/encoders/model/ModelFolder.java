package hilum.encoders.model;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A model version on disk whose every file has the SHA-256 that its manifest names.
 *
 * <pre>
 * manifest.json
 * text/config.json, text/tokenizer.json, text/model.safetensors
 * image/config.json, image/model.safetensors                      (with an image tower)
 * </pre>
 *
 * <p>A folder is written once and never changed.
 */
public final class ModelFolder {
    private static final String MANIFEST = "manifest.json";
    private static final List<String> TEXT_FILES =
            List.of("text/config.json", "text/tokenizer.json", "text/model.safetensors");
    private static final List<String> IMAGE_FILES =
            List.of("image/config.json", "image/model.safetensors");

    private final Path path;
    private final ModelManifest manifest;

    private ModelFolder(Path path, ModelManifest manifest) {
        this.path = path;
        this.manifest = manifest;
    }

    /**
     * Opens a folder after checking all of it.
     *
     * @throws IOException when a file is missing, is not what the manifest sealed, or lies outside
     */
    public static ModelFolder open(Path path) throws IOException {
        Path file = path.resolve(MANIFEST);
        if (!Files.isRegularFile(file)) {
            throw new IOException(
                    "%s is not a model folder: it has no %s; name a folder that Hilum published"
                            .formatted(path, MANIFEST));
        }
        ModelManifest manifest;
        try {
            manifest = ModelManifest.parse(Files.readAllBytes(file));
        } catch (IllegalArgumentException e) {
            throw new IOException("%s cannot be read: %s".formatted(file, e.getMessage()), e);
        }
        for (String needed :
                manifest.image().isPresent() ? union(TEXT_FILES, IMAGE_FILES) : TEXT_FILES) {
            if (!manifest.files().containsKey(needed)) {
                throw new IOException(
                        "%s does not seal %s: publish the model version again"
                                .formatted(file, needed));
            }
        }
        for (Map.Entry<String, String> entry : manifest.files().entrySet()) {
            verify(path, manifest, entry.getKey(), entry.getValue());
        }
        return new ModelFolder(path, manifest);
    }

    /** Writes the files of a model version, all but its manifest, below a folder. */
    @FunctionalInterface
    public interface Content {
        void writeTo(Path folder) throws IOException;
    }

    /**
     * Makes a folder that is either complete or not there: written beside, sealed, flushed to the
     * disk, then renamed.
     *
     * @param manifest without hashes; they are taken of what the content writes
     * @throws FileAlreadyExistsException when the folder is there already
     */
    public static ModelFolder write(Path path, ModelManifest manifest, Content content)
            throws IOException {
        if (Files.exists(path)) {
            throw new FileAlreadyExistsException(
                    path.toString(),
                    null,
                    "a model version is never changed: publish under a new version");
        }
        Path parent = Files.createDirectories(path.toAbsolutePath().getParent());
        Path beside = Files.createTempDirectory(parent, "." + path.getFileName() + ".");
        try {
            Files.createDirectory(beside.resolve("text"));
            if (manifest.image().isPresent()) {
                Files.createDirectory(beside.resolve("image"));
            }
            content.writeTo(beside);
            ModelManifest sealed = manifest.sealedBy(hashes(beside));
            Files.write(beside.resolve(MANIFEST), sealed.json());
            flush(beside);
            Files.move(beside, path, StandardCopyOption.ATOMIC_MOVE);
            force(parent);
            return new ModelFolder(path, sealed);
        } finally {
            deleteRecursively(beside);
        }
    }

    /** Where the folder lies. */
    public Path path() {
        return path;
    }

    public ModelManifest manifest() {
        return manifest;
    }

    /** The text tower's files, in Hugging Face layout. */
    public Path text() {
        return path.resolve("text");
    }

    /** The image tower's files. */
    public Optional<Path> image() {
        return manifest.image().map(i -> path.resolve("image"));
    }

    private static void verify(Path folder, ModelManifest manifest, String name, String expected)
            throws IOException {
        Path file = folder.resolve(name).normalize();
        if (!file.startsWith(folder.normalize()) || file.equals(folder.normalize())) {
            throw new IOException(
                    "Model %s in %s seals the file '%s' outside its folder: do not use it"
                            .formatted(manifest.version(), folder, name));
        }
        if (!Files.isRegularFile(file)) {
            throw new IOException(
                    "Model %s in %s lacks its file %s: copy the folder again"
                            .formatted(manifest.version(), folder, name));
        }
        String actual = sha256(file);
        if (!actual.equalsIgnoreCase(expected)) {
            throw new IOException(
                    "Model %s in %s: %s has the SHA-256 %s, sealed was %s; it is damaged or was changed, copy the folder again"
                            .formatted(manifest.version(), folder, name, actual, expected));
        }
    }

    private static SortedMap<String, String> hashes(Path folder) throws IOException {
        SortedMap<String, String> hashes = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                hashes.put(folder.relativize(file).toString().replace('\\', '/'), sha256(file));
            }
        }
        return hashes;
    }

    private static String sha256(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[1 << 16];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }

    private static void flush(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                force(file);
            }
        }
    }

    private static void force(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static void deleteRecursively(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private static List<String> union(List<String> first, List<String> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }
}
