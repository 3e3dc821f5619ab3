package hilum.local.vectors.store;

import com.google.protobuf.TextFormat;
import io.qdrant.client.grpc.Collections.AliasDescription;
import io.qdrant.client.grpc.Collections.AliasOperations;
import io.qdrant.client.grpc.Collections.CreateCollection;
import io.qdrant.client.grpc.Collections.ListAliasesResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The collections and aliases of one folder.
 *
 * <p>Owns the folder: a second store on it is refused. Creating, dropping and switching aliases are
 * each done or not done after a crash, and on disk when the method returns. A failed disk shows as
 * RESOURCE_EXHAUSTED.
 */
public final class VectorStore implements AutoCloseable {

    private static final String DROPPED = "dropped-";

    private final Path folder;
    private final StoreSettings settings;
    private final FileChannel lock;
    private final SortedMap<String, VectorCollection> collections = new TreeMap<>();
    private final Map<String, Path> folders = new TreeMap<>();
    private SortedMap<String, String> aliases = new TreeMap<>();

    private VectorStore(Path folder, StoreSettings settings, FileChannel lock) {
        this.folder = folder;
        this.settings = settings;
        this.lock = lock;
    }

    /**
     * Opens the store in a folder, which is made when it is not there.
     *
     * @throws IOException when another process has it open, or what it holds is damaged
     */
    public static VectorStore open(Path folder, StoreSettings settings) throws IOException {
        Files.createDirectories(folder.resolve("collections"));
        VectorStore store = new VectorStore(folder, settings, lock(folder));
        try {
            store.load();
            return store;
        } catch (IOException | RuntimeException e) {
            store.close();
            throw e;
        }
    }

    private static FileChannel lock(Path folder) throws IOException {
        Path file = folder.resolve("lock");
        FileChannel channel =
                FileChannel.open(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
        FileLock held;
        try {
            held = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            held = null;
        }
        if (held == null) {
            String owner = Files.readString(file).strip();
            channel.close();
            throw new IOException(
                    "The vector store in %s is in use by process %s: stop that one, or name another folder."
                            .formatted(folder, owner));
        }
        channel.truncate(0);
        channel.write(
                ByteBuffer.wrap(
                        Long.toString(ProcessHandle.current().pid())
                                .getBytes(StandardCharsets.UTF_8)));
        return channel;
    }

    private void load() throws IOException {
        List<Path> entries;
        try (Stream<Path> listing = Files.list(folder.resolve("collections"))) {
            entries = listing.toList();
        }
        for (Path entry : entries) {
            if (entry.getFileName().toString().startsWith(DROPPED)) {
                DurableFiles.deleteTree(entry);
            } else {
                VectorCollection collection = VectorCollection.open(entry, settings);
                collections.put(collection.name(), collection);
                folders.put(collection.name(), entry);
            }
        }
        Path file = folder.resolve("aliases.txtpb");
        if (Files.exists(file)) {
            ListAliasesResponse written =
                    TextFormat.parse(Files.readString(file), ListAliasesResponse.class);
            for (AliasDescription alias : written.getAliasesList()) {
                if (collections.containsKey(alias.getCollectionName())) {
                    aliases.put(alias.getAliasName(), alias.getCollectionName());
                }
            }
        }
    }

    /** The collection of a name or an alias. */
    public synchronized VectorCollection collection(String name) {
        VectorCollection collection = collections.get(aliases.getOrDefault(name, name));
        if (collection == null) {
            throw Refusal.missing("Collection `%s` doesn't exist!", name);
        }
        return collection;
    }

    public synchronized boolean exists(String name) {
        return collections.containsKey(aliases.getOrDefault(name, name));
    }

    public synchronized List<VectorCollection> collections() {
        return List.copyOf(collections.values());
    }

    /** Makes an empty collection. */
    public synchronized void create(CreateCollection description) {
        String name = description.getCollectionName();
        checkName(name);
        if (aliases.containsKey(name)) {
            throw Refusal.invalid(
                    "Can't create collection with name %s. Alias with the same name already exists",
                    name);
        }
        if (collections.containsKey(name)) {
            throw Refusal.exists("Collection `%s` already exists!", name);
        }
        VectorCollection.shape(description);
        String own = UUID.randomUUID().toString();
        Path unfinished = folder.resolve("collections").resolve(DROPPED + own);
        Path finished = folder.resolve("collections").resolve(own);
        try {
            if (settings.space().below(folder) < settings.reserveBytes()) {
                throw Refusal.full(
                        null,
                        "less than %d MB are left below %s",
                        settings.reserveBytes() >> 20,
                        folder);
            }
            VectorCollection.create(unfinished, description);
            DurableFiles.move(unfinished, finished);
            collections.put(name, VectorCollection.open(finished, settings));
            folders.put(name, finished);
        } catch (IOException e) {
            throw Refusal.full(
                    e,
                    "collection `%s` cannot be made below %s (%s)",
                    name,
                    folder,
                    e.getMessage());
        }
    }

    private static void checkName(String name) {
        if (name.isEmpty()
                || name.length() > 255
                || name.chars().anyMatch(c -> "<>:\"/\\|?*\0\u001F".indexOf(c) >= 0)) {
            throw Refusal.invalid(
                    "the collection name '%s' has to have 1 to 255 characters and none of <>:\"/\\|?*",
                    name);
        }
    }

    /** Drops a collection and its aliases; false when there is none of that name. */
    public synchronized boolean drop(String name) {
        VectorCollection collection = collections.get(name);
        if (collection == null) {
            return false;
        }
        Path own = folders.get(name);
        Path dropped = own.resolveSibling(DROPPED + own.getFileName());
        SortedMap<String, String> left = new TreeMap<>(aliases);
        left.values().removeIf(name::equals);
        try {
            collection.discard();
            DurableFiles.move(own, dropped);
            collections.remove(name);
            folders.remove(name);
            writeAliases(left);
            DurableFiles.deleteTree(dropped);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Collection '" + name + "' below " + folder + " cannot be dropped", e);
        }
        return true;
    }

    /** Names of aliases and the collections that they stand for. */
    public synchronized SortedMap<String, String> aliases() {
        return new TreeMap<>(aliases);
    }

    /**
     * Carries out all of the changes in their order, or none: a reader sees the aliases before or
     * after, never between.
     */
    public synchronized void changeAliases(Collection<AliasOperations> changes) {
        SortedMap<String, String> changed = new TreeMap<>(aliases);
        for (AliasOperations change : changes) {
            switch (change.getActionCase()) {
                case CREATE_ALIAS -> {
                    String name = change.getCreateAlias().getAliasName();
                    String target = change.getCreateAlias().getCollectionName();
                    checkName(name);
                    if (!collections.containsKey(target)) {
                        throw Refusal.missing("Collection `%s` doesn't exist!", target);
                    }
                    checkFree(name);
                    changed.put(name, target);
                }
                case RENAME_ALIAS -> {
                    String name = change.getRenameAlias().getNewAliasName();
                    checkName(name);
                    checkFree(name);
                    changed.put(name, removed(changed, change.getRenameAlias().getOldAliasName()));
                }
                case DELETE_ALIAS -> changed.remove(change.getDeleteAlias().getAliasName());
                case ACTION_NOT_SET -> throw Refusal.invalid("a change of aliases says nothing");
            }
        }
        try {
            writeAliases(changed);
        } catch (IOException e) {
            throw Refusal.full(
                    e, "the aliases below %s cannot be written (%s)", folder, e.getMessage());
        }
    }

    private void checkFree(String alias) {
        if (collections.containsKey(alias)) {
            throw Refusal.exists("Collection `%s` already exists!", alias);
        }
    }

    private static String removed(SortedMap<String, String> aliases, String name) {
        String target = aliases.remove(name);
        if (target == null) {
            throw Refusal.missing("Alias %s does not exists!", name);
        }
        return target;
    }

    private void writeAliases(SortedMap<String, String> changed) throws IOException {
        ListAliasesResponse.Builder written = ListAliasesResponse.newBuilder();
        changed.forEach(
                (name, target) ->
                        written.addAliases(
                                AliasDescription.newBuilder()
                                        .setAliasName(name)
                                        .setCollectionName(target)));
        DurableFiles.replace(
                folder.resolve("aliases.txtpb"),
                written.build().toString().getBytes(StandardCharsets.UTF_8));
        aliases = changed;
    }

    /**
     * Closes every collection; what was acknowledged is on disk whether or not this is ever called.
     */
    @Override
    public synchronized void close() throws IOException {
        IOException first = null;
        for (VectorCollection collection : collections.values()) {
            try {
                collection.close();
            } catch (IOException e) {
                first = e;
            }
        }
        collections.clear();
        lock.close();
        if (first != null) {
            throw first;
        }
    }
}
