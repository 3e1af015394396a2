using Microsoft.AspNetCore.Connections;

namespace FunctionsAsl.Serving;

/// <summary>
/// How much the server takes on. A connection on which no whole request has come is idle: when there are too many, the one that has been
/// idle for longest is closed for the new one; so is the one whose body has been coming for longest, when the bodies are too large together.
/// A request that has come is never cut; of too many, the new one is refused.
/// </summary>
/// <param name="most">Connections at once. More than <paramref name="requests"/>, so that one always is idle.</param>
/// <param name="requests">Requests at once.</param>
/// <param name="bodies">Bytes of bodies that have begun to come, at once.</param>
/// <param name="bodyTime">How long a body may come before it has to make room for others, in milliseconds.</param>
/// <param name="polls">How many of these may wait for work, so that there is room for who brings some.</param>
public sealed class Connections(int most = 4000, int requests = 3000, int polls = 2000, long bodies = 256 * 1024 * 1024, long bodyTime = 10_000)
{
    private readonly int _mostRequests = requests;
    private readonly int _mostPolls = polls;
    private readonly long _bodyTime = bodyTime;
    private readonly Lock _lock = new();
    private readonly LinkedList<ConnectionContext> _idle = new();
    private readonly LinkedList<Place> _reading = new();
    private int _requests;
    private int _polls;
    private long _room = bodies;

    /// <summary>Counts a connection for as long as <paramref name="serve"/> serves it.</summary>
    public async Task Serve(ConnectionContext connection, ConnectionDelegate serve)
    {
        var place = new Place(this, connection);
        connection.Features.Set(place);
        ConnectionContext? oldest = null;
        lock (_lock)
        {
            _idle.AddLast(place.Node);
            if (_idle.Count + _requests > most)
            {
                oldest = _idle.First!.Value;
                _idle.RemoveFirst();
            }
        }

        oldest?.Abort(new ConnectionAbortedException("There were too many connections, and this one was idle for longest."));
        try
        {
            await serve(connection);
        }
        finally
        {
            lock (_lock)
            {
                if (place.Node.List is not null)
                {
                    _idle.Remove(place.Node);
                }
            }
        }
    }

    /// <summary>A connection's place among the others.</summary>
    internal sealed class Place(Connections all, ConnectionContext connection)
    {
        // Among those whose bodies come; kept from request to request.
        private LinkedListNode<Place>? _body;
        private bool _hasBody;
        private long _bodyBytes;
        private long _bodySince;
        private bool _isPoll;

        public LinkedListNode<ConnectionContext> Node { get; } = new(connection);

        /// <summary>Makes room for some more of a body, until <see cref="DropBody"/>.</summary>
        /// <returns>Whether there is room for it.</returns>
        public bool TakeBody(int bytes)
        {
            List<Place>? cut = null;
            bool hasRoom;
            lock (all._lock)
            {
                if (!_hasBody)
                {
                    _hasBody = true;
                    all._reading.AddLast(_body ??= new(this));
                    _bodySince = Environment.TickCount64;
                }
                else if (_body!.List is null)
                {
                    return false;
                }

                while (all._room < bytes && all._reading.First!.Value is var oldest && oldest != this && oldest._bodySince + all._bodyTime <= Environment.TickCount64)
                {
                    oldest.LeaveBody();
                    (cut ??= []).Add(oldest);
                }

                _bodyBytes += bytes;
                all._room -= bytes;
                hasRoom = all._room >= 0;
            }

            cut?.ForEach(static place => place.Abort());
            return hasRoom;
        }

        /// <summary>The body is not in memory any more.</summary>
        public void DropBody()
        {
            lock (all._lock)
            {
                LeaveBody();
                _hasBody = false;
            }
        }

        /// <summary>Takes on a request that has come whole.</summary>
        /// <param name="isPoll">Whether it waits until there is work.</param>
        /// <returns>Why it is not taken on; <see langword="null"/> where it is.</returns>
        public string? Begin(bool isPoll)
        {
            lock (all._lock)
            {
                if (Node.List is null)
                {
                    return "The connection has been closed.";
                }

                if (all._requests == all._mostRequests)
                {
                    return $"The server answers {all._mostRequests} requests already. Try again later.";
                }

                if (isPoll && all._polls == all._mostPolls)
                {
                    return $"{all._mostPolls} requests wait for tasks of activities already. Try again later.";
                }

                // It has come whole.
                StopReading();
                all._idle.Remove(Node);
                all._requests++;
                all._polls += isPoll ? 1 : 0;
                _isPoll = isPoll;
                return null;
            }
        }

        /// <summary>The request that was taken on is over.</summary>
        public void End()
        {
            lock (all._lock)
            {
                all._requests--;
                all._polls -= _isPoll ? 1 : 0;
                all._idle.AddLast(Node);
            }
        }

        private void LeaveBody()
        {
            StopReading();
            all._room += _bodyBytes;
            _bodyBytes = 0;
        }

        private void StopReading()
        {
            if (_body?.List is not null)
            {
                all._reading.Remove(_body);
            }
        }

        private void Abort() => connection.Abort(new ConnectionAbortedException("There was too much to read, and this body had been coming for longest."));
    }
}
