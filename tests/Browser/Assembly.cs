using Xunit;

// One browser at a time: what it measures would be of no use.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
