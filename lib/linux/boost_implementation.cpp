// Compiles Asio and Beast once, instead of in every file that uses them (the *_SEPARATE_COMPILATION macros are set for
// the whole program). This is the slowest file of the tree, and it never changes.

#include <boost/asio/impl/src.hpp>
#include <boost/asio/ssl/impl/src.hpp>
#include <boost/beast/src.hpp>
