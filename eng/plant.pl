#!/usr/bin/env perl
# Plants one fault of eng/plants into the sources under src, and prints the file that it changed.
# Usage: eng/plant.pl [--check] FAULT   --check: says only which file it would change. Ends with 1 where the fault cannot be planted.
#
# A fault names a type and not a line, so that it survives a moved file and a changed neighbourhood:
#
#   Fault: what is wrong, as in docs/threat-model.md
#   Noticed-by: TestClass, or TestClass.Method
#   In: TypeName
#   ---
#   lines that stand once in the file that declares the type, whatever their indentation
#   +++
#   what stands there instead
#
# and as many further pairs of --- and +++ as the fault takes.
use strict;
use warnings;
use File::Find;

my $check = @ARGV && $ARGV[0] eq '--check' && shift @ARGV;
my $plant = shift @ARGV or die "Usage: eng/plant.pl [--check] FAULT\n";

my ($type, @edits, $into);
for my $line (lines_of($plant)) {
    if ($line eq '---') { push @edits, { from => [], to => [] }; $into = 'from' }
    elsif ($line eq '+++') { $into = 'to' }
    elsif ($into) { push @{ $edits[-1]{$into} }, $line }
    elsif ($line =~ /^In: (\w+)$/) { $type = $1 }
}
die "$plant: no 'In: Type', or no lines to replace\n" unless $type && @edits && !grep { !@{ $_->{from} } } @edits;

my @files;
find({ no_chdir => 1, wanted => sub {
    $File::Find::prune = 1 if m{/(?:bin|obj)$};
    push @files, $_ if /\.cs$/ && grep { /\b(?:class|struct|record|interface|enum)\s+$type\b/ } lines_of($_);
} }, 'src');
die "$plant: no file under src declares $type\n" unless @files;

my @fitting = grep { defined planted($_) } sort @files;
die "$plant: the lines to replace must stand once in " . join(' or ', @files) . "\n" unless @fitting == 1;
my $file = $fitting[0];
unless ($check) {
    my @lines = @{ planted($file) };
    open my $out, '>:raw', $file or die "$file: $!\n";
    print $out join("\n", @lines), "\n";
    close $out or die "$file: $!\n";
}
print "$file\n";

sub lines_of {
    open my $in, '<:raw', $_[0] or die "$_[0]: $!\n";
    chomp(my @lines = <$in>);
    return @lines;
}

# The file's lines with every edit made; undef where one does not fit at exactly one place
sub planted {
    my @lines = lines_of($_[0]);
    for my $edit (@edits) {
        my @from = map { trim($_) } @{ $edit->{from} };
        my @places = grep { my $at = $_; !grep { trim($lines[ $at + $_ ]) ne $from[$_] } 0 .. $#from } 0 .. @lines - @from;
        return undef unless @places == 1;
        splice @lines, $places[0], scalar @from, @{ $edit->{to} };
    }

    return \@lines;
}

sub trim { my $text = shift; $text =~ s/^\s+|\s+$//g; return $text }
