package hilum.cli.send.fhir;

import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Where resources stand that others refer to: some sixteen to forty bytes each, whatever they hold.
 * A name that several files of a folder have is looked up in the file that refers to it, else in
 * the first that has it. Two names may share an entry: whoever reads there checks the name.
 */
final class ResourceIndex {
    private static final int OFFSET_BITS = 44;
    private static final long NONE = -1;

    private long[] keys = new long[1 << 10];
    private long[] places = empty(1 << 10);
    private int size;

    /** Where a line begins. */
    record Line(int file, long offset) {}

    /** Adds a resource of a file; the last one of a name in a file counts. */
    void add(int folder, int file, String name, long offset) {
        long shared = key('d', folder, name);
        int slot = slot(shared);
        boolean others = places[slot] != NONE && file(places[slot]) != file;
        put(others ? key('f', file, name) : shared, (long) file << OFFSET_BITS | offset);
    }

    /** Where the resource stands that a line of the file refers to. */
    Optional<Line> find(int folder, int file, String name) {
        OptionalLong place = get(key('f', file, name));
        if (place.isEmpty()) {
            place = get(key('d', folder, name));
        }
        return place.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new Line(
                                file(place.getAsLong()),
                                place.getAsLong() & ((1L << OFFSET_BITS) - 1)));
    }

    private static int file(long place) {
        return (int) (place >>> OFFSET_BITS);
    }

    private OptionalLong get(long key) {
        long place = places[slot(key)];
        return place == NONE ? OptionalLong.empty() : OptionalLong.of(place);
    }

    private void put(long key, long place) {
        int slot = slot(key);
        if (places[slot] == NONE && ++size > keys.length * 3L / 4) {
            grow();
            slot = slot(key);
        }
        keys[slot] = key;
        places[slot] = place;
    }

    private void grow() {
        long[] oldKeys = keys;
        long[] oldPlaces = places;
        keys = new long[oldKeys.length * 2];
        places = empty(keys.length);
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldPlaces[i] != NONE) {
                int slot = slot(oldKeys[i]);
                keys[slot] = oldKeys[i];
                places[slot] = oldPlaces[i];
            }
        }
    }

    private static long[] empty(int size) {
        long[] places = new long[size];
        Arrays.fill(places, NONE);
        return places;
    }

    /** The slot of a key, or the free one where it belongs. */
    private int slot(long key) {
        int mask = keys.length - 1;
        int slot = (int) (key ^ key >>> 32) & mask;
        while (places[slot] != NONE && keys[slot] != key) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    /** FNV-1a of 64 bits, mixed once more. */
    private static long key(char scope, int number, String name) {
        long hash = 0xcbf29ce484222325L;
        String text = scope + Integer.toString(number) + ' ' + name;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        hash = (hash ^ hash >>> 32) * 0xd6e8feb86659fd93L;
        return hash ^ hash >>> 32;
    }
}
