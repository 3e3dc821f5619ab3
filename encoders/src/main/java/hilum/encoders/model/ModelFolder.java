package hilum.encoders.model;

import hilum.encoders.image.ImageTower;
import hilum.encoders.text.TextTower;
import hilum.encoders.weights.Adapter;
import hilum.encoders.weights.AdapterConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
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
 * text/adapter_config.json, text/adapter_model.safetensors        (with a LoRA adapter)
 * text/projection.safetensors                                     (with a projection)
 * image/config.json, image/model.safetensors                      (with an image tower)
 * self-test.safetensors                                            (vectors it must still compute)
 * </pre>
 *
 * <p>A folder is written once and never changed.
 */
public final class ModelFolder {
    private static final String MANIFEST = "manifest.json";

    /** Other services may run under other users. */
    private static final FileAttribute<?> READABLE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x"));

    private static final List<String> TEXT_FILES =
            List.of("text/config.json", "text/tokenizer.json", "text/model.safetensors");
    private static final List<String> ADAPTER_FILES =
            List.of("text/" + AdapterConfig.FILE, "text/" + Adapter.FILE);
    private static final String PROJECTION = "text/projection.safetensors";
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
        List<String> asked = new ArrayList<>(TEXT_FILES);
        if (ADAPTER_FILES.stream().anyMatch(manifest.files()::containsKey)) {
            asked.addAll(ADAPTER_FILES);
        }
        if (manifest.image().isPresent()) {
            asked.addAll(IMAGE_FILES);
        }
        for (String needed : asked) {
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
     * disk, then renamed. It computes in the precisions that the manifest names.
     *
     * @param manifest without hashes; they are taken of what the content writes
     * @throws FileAlreadyExistsException when the folder is there already
     */
    public static ModelFolder write(Path path, ModelManifest manifest, Content content)
            throws IOException {
        return make(
                path,
                manifest,
                folder -> {
                    content.writeTo(folder);
                    return manifest;
                });
    }

    /**
     * As {@link #write}, in the precisions that a test chooses on this machine: each tower computes
     * fixed inputs in float32 and bfloat16, a few seconds. What it measured goes into the manifest,
     * the vectors into {@code self-test.safetensors}, against which the version is checked whenever
     * it is loaded.
     */
    public static ModelFolder writeTested(Path path, ModelManifest manifest, Content content)
            throws IOException {
        return make(
                path,
                manifest,
                folder -> {
                    content.writeTo(folder);
                    PrecisionTest text =
                            PrecisionTest.text(folder.resolve("text"), manifest.textOptions());
                    Optional<PrecisionTest> image =
                            manifest.image().isPresent()
                                    ? Optional.of(PrecisionTest.image(folder.resolve("image")))
                                    : Optional.empty();
                    SelfTest.of(text.reference(), image.map(PrecisionTest::reference))
                            .write(folder);
                    return manifest.with(
                            manifest.text().in(text),
                            image.map(test -> manifest.image().orElseThrow().in(test)));
                });
    }

    /**
     * The same version in another place, as {@link #write} makes it.
     *
     * @throws FileAlreadyExistsException when the folder is there already
     */
    public ModelFolder copyTo(Path to) throws IOException {
        return write(to, manifest, folder -> carry(folder, manifest.files().keySet()));
    }

    /** Writes the files of a version and says what they are. */
    @FunctionalInterface
    private interface Making {
        ModelManifest in(Path folder) throws IOException;
    }

    private static ModelFolder make(Path path, ModelManifest manifest, Making making)
            throws IOException {
        if (Files.exists(path)) {
            throw new FileAlreadyExistsException(
                    path.toString(),
                    null,
                    "a model version is never changed: publish under a new version");
        }
        Path parent = Files.createDirectories(path.toAbsolutePath().getParent());
        Path beside = Files.createTempDirectory(parent, "." + path.getFileName() + ".", READABLE);
        try {
            Files.createDirectory(beside.resolve("text"));
            if (manifest.image().isPresent()) {
                Files.createDirectory(beside.resolve("image"));
            }
            ModelManifest sealed = making.in(beside).sealedBy(hashes(beside));
            Files.write(beside.resolve(MANIFEST), sealed.json());
            flush(beside);
            Files.move(beside, path, StandardCopyOption.ATOMIC_MOVE);
            force(parent);
            return new ModelFolder(path, sealed);
        } finally {
            deleteRecursively(beside);
        }
    }

    /**
     * Checks that loaded towers compute the vectors that were kept when the version was made.
     *
     * @throws IOException when they compute something else here
     */
    public void requireComputedBy(TextTower text, Optional<ImageTower> image) throws IOException {
        if (manifest.files().containsKey(SelfTest.FILE)) {
            SelfTest.read(path).require(manifest.version(), text, image);
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

    /** The text tower's folder, where an adapter lies in it beside the weights it was made for. */
    public Optional<Path> adapter() {
        return Optional.of(text()).filter(t -> manifest.files().containsKey(ADAPTER_FILES.get(0)));
    }

    /** The text tower's projection into the space of the vectors, where it has one. */
    public Optional<Path> projection() {
        return Optional.of(path.resolve(PROJECTION))
                .filter(p -> manifest.files().containsKey(PROJECTION));
    }

    /**
     * Puts files of this version unchanged into the folder of another one that is being written:
     * the same files by another name where the file system can, else copies.
     *
     * @param names paths in the folder, as the manifest has them
     */
    public void carry(Path into, Collection<String> names) throws IOException {
        for (String name : names) {
            if (!manifest.files().containsKey(name)) {
                throw new IllegalArgumentException(
                        "Model %s has no file %s: it has %s"
                                .formatted(manifest.version(), name, manifest.files().keySet()));
            }
            link(path.resolve(name), into.resolve(name));
        }
    }

    /** As {@link #carry(Path, Collection)} with all files of {@code text/} or {@code image/}. */
    public void carryAll(Path into, String tower) throws IOException {
        carry(
                into,
                manifest.files().keySet().stream()
                        .filter(name -> name.startsWith(tower + "/"))
                        .toList());
    }

    /** A second name for a file that nobody changes, or a copy of it. */
    public static void link(Path from, Path to) throws IOException {
        try {
            Files.createLink(to, from);
        } catch (UnsupportedOperationException | FileSystemException e) {
            Files.copy(from, to); // across file systems, or where there are no hard links
        }
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
}
